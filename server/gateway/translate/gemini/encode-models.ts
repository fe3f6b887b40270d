import type { ListedModel, ModelEncoder } from '../ir/model-list'

const one = (model: ListedModel) => ({
  name: `models/${model.id}`,
  displayName: model.displayName,
  supportedGenerationMethods: ['generateContent', 'countTokens'],
})

/** @see https://ai.google.dev/api/models#method:-models.list */
export const geminiModels: ModelEncoder = { one, list: (models) => ({ models: models.map(one) }) }
