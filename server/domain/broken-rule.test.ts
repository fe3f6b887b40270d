import { expect, it } from 'vitest'
import { z } from 'zod'
import { breaks, ruleOf } from './broken-rule'

const schema = z.strictObject({
  name: z.string().min(1, 'in words of its own').max(5).optional(),
  secret: z.string().min(8).optional(),
  tags: z.array(z.string()).min(2).max(3).optional(),
  weight: z.int().min(0).max(100).optional(),
  cost: z.number().gt(0).lt(10).optional(),
  url: z.url().optional(),
  email: z.email({ error: 'in words of its own' }).optional(),
  time: z
    .string()
    .regex(/^\d\d:\d\d$/)
    .optional(),
  zone: z
    .string()
    .refine(() => false, { error: 'no zone', ...breaks('timeZone') })
    .optional(),
  plain: z
    .string()
    .refine(() => false, 'no')
    .optional(),
})

it.each([
  [{ name: '' }, { code: 'required' }],
  [{ name: 'too long' }, { code: 'tooLong', values: { max: 5 } }],
  [{ secret: 'short' }, { code: 'tooShort', values: { min: 8 } }],
  [{ tags: ['one'] }, { code: 'tooFew', values: { min: 2 } }],
  [{ tags: ['1', '2', '3', '4'] }, { code: 'tooMany', values: { max: 3 } }],
  [{ weight: 1.5 }, { code: 'wholeNumber' }],
  [{ weight: '1' }, { code: 'number' }],
  [{ weight: -1 }, { code: 'atLeast', values: { min: 0 } }],
  [{ weight: 101 }, { code: 'atMost', values: { max: 100 } }],
  [{ cost: 0 }, { code: 'moreThan', values: { min: 0 } }],
  [{ cost: 10 }, { code: 'lessThan', values: { max: 10 } }],
  [{ url: 'x' }, { code: 'url' }],
  [{ email: 'x' }, { code: 'email' }],
  [{ zone: 'x' }, { code: 'timeZone' }],
  [{ time: 'x' }, undefined],
  [{ plain: 'x' }, undefined],
  [{ unknown: 1 }, undefined],
])('%j breaks %j', (input, rule) => {
  const [issue] = schema.safeParse(input).error?.issues ?? []
  expect(issue && ruleOf(issue)).toEqual(rule)
})
