import type { ListedModel, ModelEncoder } from '../ir/model-list'

const one = (model: ListedModel) => ({
  id: model.id,
  object: 'model',
  created: model.created,
  owned_by: model.ownedBy,
})

/** @see https://platform.openai.com/docs/api-reference/models/list */
export const chatModels: ModelEncoder = { one, list: (models) => ({ object: 'list', data: models.map(one) }) }
