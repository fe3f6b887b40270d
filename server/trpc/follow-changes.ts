import { setTimeout as wait } from 'node:timers/promises'

/** Of what is shown within a second: a step, what the read takes and what the browser takes are well below one. */
export const LIVE_STEP_MS = 300
/** Of what is read from the database each time. */
export const SLOW_STEP_MS = 1_000
/** No step is longer, however long a read takes. */
const LONGEST_STEP_MS = 1_000
/** A read that takes long, as with a thousand requests under way, comes up less often: so much rest for each part of work. */
const REST = 20
/** Then the subscriber comes again, and is asked again who it is. */
const LONGEST_MS = 60_000

interface FollowOptions<T> {
  /** @param again it is not the first time: what somebody else was shown a moment ago will do */
  read: (again: boolean) => Promise<T>
  /** Between two reads. */
  stepMs: number
  /** Aborted when the subscriber has left. */
  signal: AbortSignal | undefined
}

/** What can be read now, and from then on what has changed, once a step at most. */
export async function* followChanges<T>({ read, stepMs, signal }: FollowOptions<T>): AsyncGenerator<T, void> {
  const endsAtMs = performance.now() + LONGEST_MS
  let last = ''
  let again = false
  while (!signal?.aborted && performance.now() < endsAtMs) {
    const beganMs = performance.now()
    const value = await read(again)
    again = true
    const text = JSON.stringify(value)
    const restMs = (performance.now() - beganMs) * REST
    if (text !== last) {
      last = text
      yield value
    }
    const pauseMs = Math.max(stepMs, Math.min(restMs, LONGEST_STEP_MS))
    await wait(pauseMs, undefined, signal ? { signal } : {}).catch(() => undefined)
  }
}
