import { expect, it } from 'vitest'
import { createFirstByteTimes } from './first-byte-times'

it('knows nothing until it has seen enough, then the 95th percentile', () => {
  const times = createFirstByteTimes()
  for (let ms = 1; ms < 20; ms++) times.note('a', ms)
  expect(times.p95('a')).toBeNull()
  times.note('a', 20)
  expect(times.p95('a')).toBe(19)
  expect(times.p95('b')).toBeNull()
})

it('forgets what is long ago', () => {
  const times = createFirstByteTimes()
  for (let i = 0; i < 200; i++) times.note('a', 1_000)
  for (let i = 0; i < 200; i++) times.note('a', 10)
  expect(times.p95('a')).toBe(10)
})
