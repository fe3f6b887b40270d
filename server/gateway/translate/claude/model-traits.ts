/** What differs between Anthropic's models as far as a request must know. Requests of Anthropic's own clients are not
 * bent to it; those of others are, since their clients cannot know. */
export interface ModelTraits {
  /** How it takes orders to think: not at all, by a budget, or as it sees fit with an effort. */
  readonly thinking: 'none' | 'budget' | 'adaptive'
  /** Knows the effort between high and max. */
  readonly xhigh: boolean
  /** Holds its answers to a JSON Schema. */
  readonly schema: boolean
  /** `one`: temperature or top_p; `fixed`: only its defaults. */
  readonly sampling: 'free' | 'one' | 'fixed'
  /** Tokens of one answer where that is less than the hub's default; null: more. */
  readonly maxOutput: number | null
}

/** A model of somebody else behind Anthropic's protocol: what was there first is what most of them know. */
const FOREIGN: ModelTraits = {
  thinking: 'budget',
  xhigh: false,
  schema: false,
  sampling: 'free',
  maxOutput: null,
}

/** `claude-opus-4-6`, `claude-3-7-sonnet-20250219`, `anthropic.claude-opus-4-1-20250805-v1:0`; a date is no minor version. */
const VERSION = /claude-(?:v|[a-z]+-)?(\d{1,2})(?!\d)(?:[-.](\d{1,2})(?!\d))?/
const NEWEST = 99_00

/** @see https://platform.claude.com/docs/en/about-claude/models/overview */
export function modelTraits(model: string): ModelTraits {
  const name = model.toLowerCase()
  if (!name.includes('claude')) return FOREIGN
  const [, major, minor] = VERSION.exec(name) ?? []
  const version = major === undefined ? NEWEST : Number(major) * 100 + Number(minor ?? 0)
  const opus = name.includes('opus')
  return {
    thinking: version < 3_07 ? 'none' : version < 4_06 ? 'budget' : 'adaptive',
    xhigh: version >= 4_07,
    schema: version >= 4_05 || (opus && version === 4_01),
    sampling: version >= 4_07 ? 'fixed' : version >= 4_01 ? 'one' : 'free',
    maxOutput: version < 3_05 ? 4_096 : version < 3_07 ? 8_192 : opus && version < 4_05 ? 32_000 : null,
  }
}
