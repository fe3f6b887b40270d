import type { Sample } from './start-load'

/** Knows when this process stood still, because it worked or because the machine gave it no time. Hub, clients and
 * providers of a test live in one process: what a request waited beyond that it waited for somebody else. */
export interface Stalls {
  /** How long a request took, without the time in which nothing here could have happened. Milliseconds. */
  waitedMs: (sample: Sample) => number
  stop(): void
}

const TICK_MS = 2
/** A timer is that late without anything being wrong. */
const LATE_MS = 4

export function watchStalls(): Stalls {
  const stalls: { fromMs: number; toMs: number }[] = []
  let lastMs = performance.now()
  const timer = setInterval(() => {
    const nowMs = performance.now()
    if (nowMs - lastMs > TICK_MS + LATE_MS) stalls.push({ fromMs: lastMs + TICK_MS, toMs: nowMs })
    lastMs = nowMs
  }, TICK_MS)
  return {
    waitedMs({ beganMs, tookMs }) {
      const endedMs = beganMs + tookMs
      return stalls.reduce((rest, { fromMs, toMs }) => {
        const overlapMs = Math.min(endedMs, toMs) - Math.max(beganMs, fromMs)
        return rest - Math.max(0, overlapMs)
      }, tookMs)
    },
    stop() {
      clearInterval(timer)
    },
  }
}
