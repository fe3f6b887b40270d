import { setTimeout as wait } from 'node:timers/promises'

const STEP_MS = 1_000
/** Then the subscriber comes again, and is asked again who it is. */
const LONGEST_MS = 60_000

/** What can be read now, and from then on what has changed, once a second at most.
 * @param signal aborted when the subscriber has left */
export async function* everySecond<T>(
  read: () => Promise<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void> {
  const endsAtMs = performance.now() + LONGEST_MS
  let last = ''
  while (!signal?.aborted && performance.now() < endsAtMs) {
    const value = await read()
    const text = JSON.stringify(value)
    if (text !== last) {
      last = text
      yield value
    }
    await wait(STEP_MS, undefined, signal ? { signal } : {}).catch(() => undefined)
  }
}
