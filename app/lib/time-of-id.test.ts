import { expect, it } from 'vitest'
import { timeOfId } from './time-of-id'

it('reads the time of a UUIDv7, by the example of the standard', () => {
  expect(timeOfId('017F22E2-79B0-7CC3-98C4-DC0C0C07398F')).toBe('2022-02-22T19:22:22.000Z')
})
