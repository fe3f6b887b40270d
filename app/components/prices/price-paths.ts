/** Names of models may hold slashes, so they stand in the query of an address. */
const withModel = (path: string, model: string): string => `${path}?model=${encodeURIComponent(model)}`

export const pricePath = (model: string): string => withModel('/prices/model', model)
export const setPricePath = (model: string): string => withModel('/prices/set', model)
export const endPricePath = (model: string): string => withModel('/prices/model/end', model)

/** The model that an address of these is about. */
export const modelOfUrl = (request: Request): string => new URL(request.url).searchParams.get('model') ?? ''
