/** Shortest and longest pause that an upstream can ask for, and what a 429 without a word about it means. */
const MIN_MS = 1_000
const MAX_MS = 3_600_000
export const DEFAULT_COOLDOWN_MS = 10_000

/** Pairs of headers: what is left, and when it is full again. The pause ends when the ones at zero are full. */
const LIMITS: readonly [remaining: string, reset: string][] = [
  ['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'],
  ['anthropic-ratelimit-tokens-remaining', 'anthropic-ratelimit-tokens-reset'],
  ['anthropic-ratelimit-input-tokens-remaining', 'anthropic-ratelimit-input-tokens-reset'],
  ['anthropic-ratelimit-output-tokens-remaining', 'anthropic-ratelimit-output-tokens-reset'],
  ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
]

/** How long an upstream asks to be left alone, in milliseconds within bounds; null when it does not say.
 * @param header looks a header up by its lower-case name; '' when it is absent
 * @param body the beginning of its answer: Google says it there
 * @see RFC 9110 §10.2.3; https://cloud.google.com/apis/design/errors#retry_info; https://docs.anthropic.com/en/api/rate-limits;
 * https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers */
export function readRetryAfter(header: (name: string) => string, nowMs: number, body = ''): number | null {
  const said = milliseconds(header('retry-after-ms')) ?? seconds(header('retry-after'), nowMs)
  if (said !== null) return bounded(said)
  let longest: number | null = null
  for (const [remaining, reset] of LIMITS) {
    if (header(remaining) !== '0') continue
    const pause = duration(header(reset)) ?? until(header(reset), nowMs)
    if (pause !== null && pause > (longest ?? 0)) longest = pause
  }
  longest ??= duration(/"retryDelay"\s*:\s*"([\d.]+s)"/.exec(body)?.[1] ?? '')
  return longest === null ? null : bounded(longest)
}

const bounded = (ms: number): number => Math.min(MAX_MS, Math.max(MIN_MS, Math.ceil(ms)))

const milliseconds = (text: string): number | null => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : null)

function seconds(text: string, nowMs: number): number | null {
  const number = milliseconds(text)
  return number === null ? until(text, nowMs) : number * 1_000
}

/** An HTTP date or RFC 3339. */
function until(text: string, nowMs: number): number | null {
  if (text === '' || !/\d{4}/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** OpenAI's way of writing: `20ms`, `1s`, `6m0s`, `1h2m3.5s`. */
function duration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return null
  let sum = 0
  for (const [, amount = '0', unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    sum += Number(amount) * (UNIT_MS[unit] ?? 0)
  return sum
}
