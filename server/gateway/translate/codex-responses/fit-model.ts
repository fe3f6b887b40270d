import type { Warn } from '../ir/codec'
import type { Effort } from '../ir/reasoning'

/** What a family of OpenAI's models takes. They refuse the rest with a 400 and do not adapt it.
 * @see https://platform.openai.com/docs/guides/reasoning */
interface Family {
  readonly pattern: RegExp
  /** null: the model does not reason, and refuses to be asked. */
  readonly efforts: Partial<Record<Effort, Effort>> | null
  /** Temperature and top_p: always, or without reasoning only. */
  readonly sampling: 'always' | 'without-reasoning' | 'never'
}

/** The first that matches; models that are not OpenAI's get what was asked for. */
const FAMILIES: readonly Family[] = [
  { pattern: /^(?:chatgpt|gpt-[34])/, efforts: null, sampling: 'always' },
  {
    pattern: /^o\d|^gpt-5-codex|^codex/,
    efforts: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
    sampling: 'never',
  },
  {
    pattern: /^gpt-5(?!\.)/,
    efforts: { none: 'minimal', xhigh: 'high', max: 'high' },
    sampling: 'never',
  },
  {
    pattern: /^gpt-5\.1(?!\d)/,
    efforts: { minimal: 'low', xhigh: 'high', max: 'high' },
    sampling: 'without-reasoning',
  },
  {
    pattern: /^gpt-5\.[2-5](?!\d)/,
    efforts: { minimal: 'low', max: 'xhigh' },
    sampling: 'without-reasoning',
  },
  { pattern: /^gpt-(?:5\.|[6-9])/, efforts: { minimal: 'low' }, sampling: 'without-reasoning' },
]

const familyOf = (model: string): Family | undefined => {
  const name = model.slice(model.lastIndexOf('/') + 1)
  return FAMILIES.find(({ pattern }) => pattern.test(name))
}

/** The effort to ask this model for; null: none is to be mentioned. */
export function fitEffort(model: string, effort: Effort, warn: Warn): Effort | null {
  const family = familyOf(model)
  if (!family) return effort
  if (family.efforts === null) {
    if (effort !== 'none') warn('dropped_reasoning_effort', 'the model does not reason')
    return null
  }
  const fitted = family.efforts[effort] ?? effort
  if (fitted !== effort)
    warn('changed_reasoning_effort', `the model knows no effort ${effort}: ${fitted} instead`)
  return fitted
}

export const reasons = (model: string): boolean => familyOf(model)?.efforts !== null

/** Whether temperature and top_p may be sent.
 * @param effort what will be asked for; null: nothing, which is the model's default */
export function takesSampling(model: string, effort: Effort | null): boolean {
  const sampling = familyOf(model)?.sampling ?? 'always'
  return sampling === 'always' || (sampling === 'without-reasoning' && effort === 'none')
}
