import type { RateKey } from '#server/domain/price-rates'

/** What the two sources say of one rate, in pico-USD per token. */
export interface Difference {
  model: string
  key: RateKey
  /** Empty, or for which prompts: " > 200000". */
  length: string
  first: bigint
  second: bigint
  taken: 'first' | 'second'
  why: string
}

interface Verdict {
  models: RegExp
  keys?: readonly RateKey[]
  long?: boolean
  taken: Difference['taken']
  why: string
}

const ANTHROPIC = 'https://platform.claude.com/docs/en/about-claude/pricing'

/** Who is right, by the vendor's own page where it could be read. The first that fits counts. */
const VERDICTS: readonly Verdict[] = [
  {
    models: /^claude-sonnet-4-5/,
    long: true,
    taken: 'first',
    why: 'the vendor’s page of the model names one price, and a context of 200K (platform.claude.com/docs/…/models/sonnet-4-5/overview)',
  },
  {
    models: /^claude-.*/,
    long: true,
    taken: 'first',
    why: `no price by length any more for this model (${ANTHROPIC})`,
  },
  { models: /^claude-/, taken: 'second', why: `the vendor’s page (${ANTHROPIC})` },
  {
    models: /^gemini-/,
    keys: ['cacheWrite5m', 'cacheWrite1h'],
    taken: 'second',
    why: 'never billed: Gemini counts no tokens written to a cache',
  },
  {
    models: /^gemini-2\.5-flash-preview-09-2025$/,
    taken: 'second',
    why: 'as gemini-2.5-flash (https://ai.google.dev/gemini-api/docs/pricing); not checked, the model is retired',
  },
  {
    models: /^gemini-(?:2\.5-flash|flash)/,
    taken: 'first',
    why: 'a model of its own, which the other source does not tell apart; not checked',
  },
  { models: /^gemini-/, taken: 'first', why: 'retired or experimental; not checked' },
  {
    models: /^o1-mini/,
    taken: 'second',
    why: 'the price after the cut of January 2025 (https://platform.openai.com/docs/pricing); not checked, the model is retired',
  },
  {
    models: /^deepseek-/,
    taken: 'first',
    why: 'https://api-docs.deepseek.com/quick_start/pricing, as the table says; the other has prices by time of day that have ended',
  },
  { models: /./, taken: 'first', why: 'not checked' },
]

export function judge(model: string, key: RateKey, length: string): Pick<Difference, 'taken' | 'why'> {
  const verdict = VERDICTS.find(
    ({ models, keys, long }) =>
      models.test(model) && (keys?.includes(key) ?? true) && (long === undefined || long === (length !== '')),
  )
  return { taken: verdict?.taken ?? 'first', why: verdict?.why ?? 'not checked' }
}
