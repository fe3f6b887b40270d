import { describe, expect, it } from 'vitest'
import { timeOrderedId } from './time-ordered-id'

describe('timeOrderedId', () => {
  it('is a UUID of version 7 and variant 1 that holds its time', () => {
    const id = timeOrderedId(1_795_403_286_945)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(1_795_403_286_945)
  })

  it('sorts by time and does not repeat', () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => timeOrderedId(1_700_000_000_000 + i))
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(Array.from({ length: 10_000 }, () => timeOrderedId(1))).size).toBe(10_000)
  })
})
