import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRetryBudget } from './retry-budget'

/** @param want further attempts that each request would like to make, all of them in vain */
function outage(requests: number, want: number): number {
  const budget = createRetryBudget()
  let attempts = 0
  for (let i = 0; i < requests; i++) {
    budget.earn()
    attempts += 1
    for (let more = 0; more < want && budget.spend(); more++) attempts += 1
  }
  return attempts
}

it('lets an outage of everything make at most a fifth more traffic, beyond the first burst', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 9 }), (requests, want) => {
      expect(outage(requests, want)).toBeLessThanOrEqual(requests * 1.2 + 100)
    }),
  )
  expect(outage(100_000, 2) / 100_000).toBeLessThan(1.202)
})

it('costs nothing while one provider is down and the next one serves', () => {
  const budget = createRetryBudget()
  for (let i = 0; i < 10_000; i++) {
    budget.earn()
    expect(budget.spend()).toBe(true)
    budget.giveBack()
  }
})
