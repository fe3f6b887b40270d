import { isRecord } from '#server/gateway/translate/ir/metering'

/** What a provider was asked, read from the bytes on its socket by the rules of its protocol, and by nothing of the hub's.
 * A request that the vendor would refuse is an error here. */
export interface Heard {
  system: string
  /** `text …`, `image …`, `call name {…}`, `result name {…}: …`, `failed name {…}: …`; texts that touch each other are joined. */
  turns: readonly { role: 'user' | 'assistant'; items: readonly string[] }[]
  tools: readonly string[]
  /** As the protocol says it: an effort, or tokens. */
  thinking: { amount: unknown; shown: boolean } | null
  schema: unknown
  /** The words that a proof stands beside, and the proof. */
  proofs: readonly string[]
  model: unknown
  stream: boolean
}

/** What the body alone tells. */
export type HeardBody = Omit<Heard, 'model' | 'stream'>

export type Json = Record<string, unknown>

export function fields(value: unknown): Json {
  if (!isRecord(value)) throw refusal('an object', value)
  return value
}

export function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw refusal('a list', value)
  return value
}

export function words(value: unknown): string {
  if (typeof value !== 'string') throw refusal('a string', value)
  return value
}

export const refusal = (wanted: string, value: unknown): Error =>
  new Error(`The provider wants ${wanted}, not ${JSON.stringify(value)}`)

/** Turns as they grow: a run of one role is one turn. */
export class Turns {
  readonly turns: { role: 'user' | 'assistant'; items: string[] }[] = []
  readonly #known = new Set<string>()
  /** By id. */
  #open = new Map<string, string>()

  add(role: 'user' | 'assistant', item: string): void {
    const last = this.turns.at(-1)
    const turn = last?.role === role ? last : { role, items: [] }
    if (turn !== last) this.turns.push(turn)
    const before = turn.items.at(-1)
    if (item.startsWith('text ') && before?.startsWith('text '))
      turn.items[turn.items.length - 1] = before + item.slice('text '.length)
    else turn.items.push(item)
  }

  text(role: 'user' | 'assistant', text: unknown): void {
    if (words(text) === '') throw refusal('a text with words', text)
    this.add(role, `text ${words(text)}`)
  }

  call(id: string, name: string, input: unknown): void {
    if (!/^[\w-]{1,64}$/.test(id) || this.#known.has(id)) throw refusal('a new id', id)
    const call = `${name} ${JSON.stringify(fields(input))}`
    this.#known.add(id)
    this.#open.set(id, call)
    this.add('assistant', `call ${call}`)
  }

  result(id: string, text: string, failed = false): void {
    const call = this.#open.get(id)
    if (call === undefined) throw refusal('the id of an open call', id)
    this.#open.delete(id)
    this.add('user', `${failed ? 'failed' : 'result'} ${call}: ${text}`)
  }

  /** Every call must have its result before anything else is said. */
  requireAnswered(): void {
    if (this.#open.size > 0) throw refusal('results of all calls first', [...this.#open.values()])
  }
}
