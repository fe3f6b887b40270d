/** Time, injected so that tests decide it. */
export interface Clock {
  /** Wall time, epoch milliseconds. */
  nowMs(): number
  /** Monotonic milliseconds, for durations; unrelated to wall time. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}
