/** A piece of a request's time. Milliseconds since its beginning. */
export interface TimingSpan {
  kind: 'hub' | 'failed' | 'waiting' | 'answer'
  /** Of the provider that was asked; null for the hub itself. */
  name: string | null
  fromMs: number
  toMs: number
}

interface Timed {
  startedAt: string
  ttfbMs: number | null
  totalMs: number
  attempts: {
    at: string
    durationMs: number
    providerId: string | null
    providerName: string | null
    outcome: string
  }[]
}

/** Where the time of a request went: in the hub until the first provider was asked, with each provider that failed, and with
 * the one that answered, before its first byte and after. Attempts that ran side by side overlap.
 * @returns in the order in which they began; none when no provider was asked */
export function timingSpans({ startedAt, ttfbMs, totalMs, attempts }: Timed): TimingSpan[] {
  const beganMs = Date.parse(startedAt)
  const asked = attempts.filter(({ providerId }) => providerId !== null)
  const [first] = asked
  if (!first) return []
  const spans: TimingSpan[] = [{ kind: 'hub', name: null, fromMs: 0, toMs: sinceMs(first.at, beganMs) }]
  for (const { at, durationMs, providerId, providerName, outcome } of asked) {
    const name = providerName ?? providerId
    const fromMs = sinceMs(at, beganMs)
    const toMs = Math.min(fromMs + durationMs, Math.max(totalMs, fromMs))
    const firstByteMs = ttfbMs !== null && ttfbMs >= fromMs && ttfbMs <= toMs ? ttfbMs : null
    if (outcome !== 'ok') spans.push({ kind: 'failed', name, fromMs, toMs })
    else if (firstByteMs === null) spans.push({ kind: 'answer', name, fromMs, toMs })
    else
      spans.push(
        { kind: 'waiting', name, fromMs, toMs: firstByteMs },
        { kind: 'answer', name, fromMs: firstByteMs, toMs },
      )
  }
  return spans
}

/** Clocks of a row and of its attempts may differ by a moment. */
const sinceMs = (at: string, beganMs: number): number => Math.max(0, Date.parse(at) - beganMs)
