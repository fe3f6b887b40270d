import { describe, expect, it } from 'vitest'
import { createFormReader } from '#app/lib/form-reader'
import { limitFormValues, readLimits } from './limit-form-values'

const limits = {
  rpm: 100,
  concurrentSessions: null,
  usd5h: 0.0000001,
  usdDay: 10,
  usdWeek: 12.5,
  usdMonth: null,
  usdTotal: 0,
  dayMode: 'rolling' as const,
  dayResetAt: '08:30',
}

describe('limits in a form', () => {
  it('come back as they were shown', () => {
    const form = new FormData()
    for (const [name, value] of Object.entries(limitFormValues(limits))) form.set(name, value)
    const reader = createFormReader(form)
    expect(readLimits(reader)).toEqual({
      ...limits,
      usd5h: '0.0000001',
      usdDay: '10',
      usdWeek: '12.5',
      usdTotal: '0',
    })
    expect(reader.valid).toBe(true)
  })
})
