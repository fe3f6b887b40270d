interface Kept<T> {
  answer: Promise<T>
  readAtMs: number
  /** It is being read anew. */
  renewing: boolean
}

/** Keep an answer for a while, so that everybody who asks for it in the meantime gets the same one. A failure is not kept.
 * @param ms     how long
 * @param lateMs an answer older than `ms` but not than this is given while it is read anew, so that nobody waits for it;
 *   answers to other arguments that are older are forgotten
 * @returns what answers; who asks may say what age, in milliseconds, is too much, if it is less than `lateMs` */
export function keepFor<T>(
  ms: number,
  nowMs: () => number,
  read: (argument: string) => Promise<T>,
  lateMs = ms,
): (argument: string, tooOldMs?: number) => Promise<T> {
  const kept = new Map<string, Kept<T>>()

  const renew = (argument: string, late: Kept<T>, readAtMs: number): void => {
    late.renewing = true
    const answer = read(argument)
    answer.then(
      () => kept.set(argument, { answer, readAtMs, renewing: false }),
      () => {
        late.renewing = false
      },
    )
  }

  return (argument, tooOldMs = lateMs) => {
    const now = nowMs()
    for (const [key, { readAtMs }] of kept) if (now - readAtMs >= lateMs) kept.delete(key)
    const known = kept.get(argument)
    if (known && now - known.readAtMs < tooOldMs) {
      if (now - known.readAtMs >= ms && !known.renewing) renew(argument, known, now)
      return known.answer
    }
    const answer = read(argument)
    kept.set(argument, { answer, readAtMs: now, renewing: false })
    answer.catch(() => kept.delete(argument))
    return answer
  }
}
