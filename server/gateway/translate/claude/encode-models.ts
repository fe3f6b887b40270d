import type { ListedModel, ModelEncoder } from '../ir/model-list'

const one = (model: ListedModel) => ({
  type: 'model',
  id: model.id,
  display_name: model.displayName,
  created_at: new Date(model.created * 1000).toISOString(),
})

/** @see https://docs.anthropic.com/en/api/models-list */
export const claudeModels: ModelEncoder = {
  one,
  list: (models) => ({
    data: models.map(one),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  }),
}
