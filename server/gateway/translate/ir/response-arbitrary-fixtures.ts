import fc from 'fast-check'
import type { Dialect } from '#server/domain/dialect'
import type { Usage } from '#server/domain/usage'
import type { Part, ReasoningPart, TextPart, ToolCallPart } from './parts'
import type { Finish, IrResponse } from './response'

/** What a dialect's answers can say; the defaults are the most that all of them can. */
export interface ResponseArbitraryOptions {
  /** Whose signatures reasoning parts carry. */
  dialect: Dialect
  /** Where in an answer a part of this kind may stand: anywhere, before everything else, or nowhere. */
  reasoning?: 'anywhere' | 'first' | 'never'
  /** Reasoning without, with, or perhaps with a signature. */
  signed?: 'never' | 'always' | 'sometimes'
  /** A part of text right after another one; false where the dialect would run them together. */
  adjacentTexts?: boolean
  /** The dialect's own words for the ends, `tool_calls` among them. */
  finishes: readonly Finish[]
  /** The buckets that the dialect's counters can tell apart. */
  usage?: readonly (keyof Usage)[]
}

const TEXT = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
const WORD = fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,20}$/)
const ARGUMENTS = fc
  .dictionary(fc.string({ unit: 'binary', maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 4,
    noNullPrototype: true,
  })
  // JSON has no -0, no __proto__ that survives assignment: let the text be what its own parse says.
  .map((value) => JSON.stringify(JSON.parse(JSON.stringify(value))))

const texts: fc.Arbitrary<TextPart> = TEXT.map((text) => ({ type: 'text', text }))

const calls: fc.Arbitrary<ToolCallPart> = fc.tuple(WORD, WORD, ARGUMENTS).map(([id, name, text]) => ({
  type: 'tool_call',
  id: `call_${id}`,
  name,
  namespace: null,
  kind: 'function',
  arguments: text,
  signature: null,
}))

function thoughts({ dialect, signed = 'sometimes' }: ResponseArbitraryOptions): fc.Arbitrary<ReasoningPart> {
  const signature = WORD.map((value) => ({ dialect, value }))
  const options = {
    never: fc.constant(null),
    always: signature,
    sometimes: fc.option(signature),
  }
  return fc
    .tuple(TEXT, options[signed])
    .map(([text, own]) => ({ type: 'reasoning', text, redacted: false, signature: own }))
}

function partLists(options: ResponseArbitraryOptions): fc.Arbitrary<Part[]> {
  const { reasoning = 'anywhere', adjacentTexts = true } = options
  const thought = thoughts(options)
  const rest = fc.array<Part>(
    reasoning === 'anywhere' ? fc.oneof(texts, calls, thought) : fc.oneof(texts, calls),
    { maxLength: 5 },
  )
  const whole =
    reasoning === 'first'
      ? fc.tuple(fc.array<Part>(thought, { maxLength: 1 }), rest).map(([first, more]) => [...first, ...more])
      : rest
  return whole.map((parts) =>
    parts
      .filter((part, at) => adjacentTexts || part.type !== 'text' || parts[at - 1]?.type !== 'text')
      .map((part, at) => (part.type === 'tool_call' ? { ...part, id: `${part.id}_${at}` } : part)),
  )
}

function usages(buckets: readonly (keyof Usage)[]): fc.Arbitrary<Usage> {
  const count = (bucket: keyof Usage) =>
    buckets.includes(bucket) ? fc.nat({ max: 100_000 }) : fc.constant(0)
  return fc
    .record({
      input: count('input'),
      cacheRead: count('cacheRead'),
      cacheWrite5m: count('cacheWrite5m'),
      cacheWrite1h: count('cacheWrite1h'),
      output: count('output'),
      reasoning: count('reasoning'),
    })
    .map((usage) => ({ ...usage, reasoning: Math.min(usage.reasoning, usage.output) }))
}

/** Whole answers of text, reasoning and tool calls, with unique call ids, arguments that are the compact JSON text of an
 * object, and an end that fits: `tool_calls` exactly when a call is there. */
export function irResponses(options: ResponseArbitraryOptions): fc.Arbitrary<IrResponse> {
  const { finishes, usage = ['input', 'cacheRead', 'output', 'reasoning'] } = options
  const ends = (withCalls: boolean) =>
    fc.constantFrom(...finishes.filter(({ reason }) => (reason === 'tool_calls') === withCalls))
  return partLists(options).chain((parts) =>
    fc.record({
      id: WORD,
      model: WORD,
      parts: fc.constant(parts),
      finish: ends(parts.some(({ type }) => type === 'tool_call')),
      usage: usages(usage),
    }),
  )
}
