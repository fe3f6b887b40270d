/** Further attempts that requests may make. Each request earns a fifth of one, each further attempt costs one and is given
 * back when it serves its request, so that one provider's outage costs nothing, and the outage of all of them makes at
 * most a fifth more traffic, beyond the first burst.
 * @see https://sre.google/sre-book/handling-overload/#per-client-retry-budget */
export interface RetryBudget {
  earn(): void
  /** @returns false when there is nothing left */
  spend(): boolean
  giveBack(): void
}

const EARNED_BY_REQUEST = 0.2

/** @param burst what may be saved up, and what there is at the start */
export function createRetryBudget({ burst = 100 } = {}): RetryBudget {
  let balance = burst
  const add = (amount: number) => {
    balance = Math.min(burst, balance + amount)
  }
  return {
    earn: () => {
      add(EARNED_BY_REQUEST)
    },
    spend() {
      if (balance < 1) return false
      balance -= 1
      return true
    },
    giveBack: () => {
      add(1)
    },
  }
}
