/** One request, as its client saw it. */
export interface Sample {
  /** On the clock of `performance.now`. */
  beganMs: number
  tookMs: number
}

/** Requests in lanes: each lane sends one after the other, so `lanes` is how many are under way at once. */
export interface Load {
  /** Those that have ended so far, in the order of their ends. */
  readonly samples: readonly Sample[]
  /** What went wrong, one entry for each request that did. */
  readonly failures: readonly string[]
  /** Resolves when all are answered; with `total` only, or after `stop`. */
  readonly done: Promise<void>
  /** Send nothing more and wait for those under way. */
  stop(): Promise<void>
}

/** @param ask     one request; throws when the client would call its answer a failure
 *  @param total   how many in all; endless by default
 *  @param pauseMs between two requests of a lane */
export function startLoad(options: {
  lanes: number
  ask: (i: number) => Promise<void>
  total?: number
  pauseMs?: number
}): Load {
  const { lanes, ask, total = Infinity, pauseMs = 0 } = options
  const samples: Sample[] = []
  const failures: string[] = []
  let next = 0
  let stopped = false

  const lane = async (): Promise<void> => {
    while (!stopped && next < total) {
      const beganMs = performance.now()
      try {
        await ask(next++)
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error))
      }
      samples.push({ beganMs, tookMs: performance.now() - beganMs })
      if (pauseMs > 0) await sleep(pauseMs)
    }
  }
  const done = Promise.all(Array.from({ length: lanes }, lane)).then(() => undefined)
  return {
    samples,
    failures,
    done,
    stop() {
      stopped = true
      return done
    },
  }
}

/** @param share 0 to 1; 0.5 is the median */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
