import type { Attempt } from './attempt'
import type { Routed } from './exchange'
import type { EndedAttempt } from './upstream/failover'

export interface StartedAttempt {
  readonly routed: Routed
  readonly attempt: Attempt
}

/** What comes of it. */
export const endOf = async ({ routed, attempt }: StartedAttempt): Promise<EndedAttempt> => ({
  routed,
  result: await attempt.result,
  wording: attempt.wording,
})

/** FR-007, where a provider asks for it. When its first byte is later than usual, start the next provider as well; the
 * first that has something to say to the client wins, and the other is cancelled then (see `AttemptsUnderWay`).
 * @param startNext null when there is nobody else, or no budget for it
 * @returns both in the order of their ends, the one that answered last */
export async function hedge(
  first: StartedAttempt,
  options: { afterMs: number; startNext: () => Promise<StartedAttempt | null> },
): Promise<EndedAttempt[]> {
  const early = await within(options.afterMs, endOf(first))
  if (early) return [early]
  const second = first.attempt.begun ? null : await options.startNext()
  if (!second) return [await endOf(first)]
  const racers = [endOf(first), endOf(second)]
  const ended: EndedAttempt[] = []
  for (const racer of racers) void racer.then((end) => ended.push(end))
  await Promise.all(racers)
  return ended.sort((a, b) => rank(a) - rank(b))
}

const rank = ({ result }: EndedAttempt): number => (result.kind === 'answered' ? 1 : 0)

/** What a promise comes to in time; null when it takes longer. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
