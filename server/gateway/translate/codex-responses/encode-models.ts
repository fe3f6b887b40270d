import type { ListedModel, ModelEncoder } from '../ir/model-list'

const one = (model: ListedModel) => ({ slug: model.id, display_name: model.displayName })

/** The list that Codex asks for with `?client_version=`. */
export const codexModels: ModelEncoder = { one, list: (models) => ({ models: models.map(one) }) }
