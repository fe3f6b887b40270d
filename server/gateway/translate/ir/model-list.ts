/** A model as the hub lists it. */
export interface ListedModel {
  id: string
  displayName: string
  /** Epoch seconds; 0 when unknown. */
  created: number
  ownedBy: string
}

export interface ModelEncoder {
  list(models: readonly ListedModel[]): unknown
  one(model: ListedModel): unknown
}

/** Read a provider's own list, in whichever of the known forms it has: Anthropic and OpenAI `data`, Gemini and Codex
 * `models`. Entries without a name are skipped. */
export function decodeModelList(body: unknown, ownedBy: string): ListedModel[] {
  if (typeof body !== 'object' || body === null) return []
  const rows = 'data' in body ? body.data : 'models' in body ? body.models : []
  return Array.isArray(rows) ? rows.flatMap((row: unknown) => decodeModel(row, ownedBy)) : []
}

function decodeModel(row: unknown, ownedBy: string): ListedModel[] {
  if (typeof row !== 'object' || row === null) return []
  const fields = new Map(Object.entries(row))
  const text = (...names: string[]): string | undefined => {
    for (const name of names) {
      const value: unknown = fields.get(name)
      if (typeof value === 'string' && value) return value
    }
    return undefined
  }
  const id = text('id', 'slug', 'name')?.replace(/^models\//, '')
  if (id === undefined) return []
  const created: unknown = fields.get('created')
  const createdAt = Date.parse(text('created_at') ?? '')
  const seconds =
    typeof created === 'number' ? created : Number.isNaN(createdAt) ? 0 : Math.floor(createdAt / 1000)
  return [
    {
      id,
      displayName: text('display_name', 'displayName') ?? id,
      created: seconds,
      ownedBy: text('owned_by') ?? ownedBy,
    },
  ]
}
