/** Keep an answer for a while, so that everybody who asks for it in the meantime gets the same one. A failure is not kept.
 * @param ms how long; answers to other arguments that are older are forgotten then */
export function keepFor<T>(
  ms: number,
  nowMs: () => number,
  read: (argument: string) => Promise<T>,
): (argument: string) => Promise<T> {
  const kept = new Map<string, { answer: Promise<T>; untilMs: number }>()
  return (argument) => {
    const now = nowMs()
    for (const [key, { untilMs }] of kept) if (untilMs <= now) kept.delete(key)
    const known = kept.get(argument)
    if (known) return known.answer
    const answer = read(argument)
    kept.set(argument, { answer, untilMs: now + ms })
    answer.catch(() => kept.delete(argument))
    return answer
  }
}
