import { describe, expect, it } from 'vitest'
import { settingsSchema } from '#server/domain/settings'
import { RANGES } from './request-form-values'

describe('the ranges of the form', () => {
  it.each(Object.entries(RANGES))('are those of the hub: %s', (name, { min, max }) => {
    const fits = (value: number) => settingsSchema.safeParse({ [name]: value }).success
    expect([min - 1, min, max, max + 1].map(fits)).toEqual([false, true, true, false])
  })
})
