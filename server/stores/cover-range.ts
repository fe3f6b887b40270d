import { SPAN_LENGTH_MS, SPAN_START, type UsageSpan } from './usage-rollups'

/** A part of a range that the rollups of one span answer. Epoch milliseconds, `toMs` is not in it. */
export interface RangePart {
  span: UsageSpan
  fromMs: number
  toMs: number
}

/** Take a range apart: as much as possible of the first span, what is left at both ends of the next ones.
 * @param range whole spans of the last of `spans`
 * @param spans coarse to fine
 * @returns parts that do not overlap and together are the range */
export function coverRange(
  range: { fromMs: number; toMs: number },
  [span, ...finer]: readonly UsageSpan[],
): RangePart[] {
  if (span === undefined || range.fromMs >= range.toMs) return []
  if (finer.length === 0) return [{ span, ...range }]
  const fromMs = nextStart(span, range.fromMs)
  const toMs = SPAN_START[span](range.toMs)
  if (fromMs >= toMs) return coverRange(range, finer)
  return [
    ...coverRange({ fromMs: range.fromMs, toMs: fromMs }, finer),
    { span, fromMs, toMs },
    ...coverRange({ fromMs: toMs, toMs: range.toMs }, finer),
  ]
}

/** The least range of whole spans around another one. */
export const widenTo = (span: UsageSpan, { fromMs, toMs }: { fromMs: number; toMs: number }) => ({
  fromMs: SPAN_START[span](fromMs),
  toMs: nextStart(span, toMs),
})

/** When the first span begins at a moment or after it. */
export function nextStart(span: UsageSpan, ms: number): number {
  const startMs = SPAN_START[span](ms)
  return startMs === ms ? ms : startMs + SPAN_LENGTH_MS[span]
}
