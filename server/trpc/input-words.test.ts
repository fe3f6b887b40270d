import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { InputError, toTrpcError } from './errors'
import { TRPCError } from '@trpc/server'

const schema = z.strictObject({
  name: z.string().min(1).max(5).optional(),
  tags: z.array(z.string()).min(2).max(3).optional(),
  weight: z.int().min(0).max(100).optional(),
  idleMs: z.number().min(1_000).max(600_000).optional(),
  limits: z.object({ usdDay: z.number().positive().max(10) }).optional(),
  mode: z.enum(['on', 'off']).optional(),
  url: z.url().optional(),
  email: z.email().optional(),
  enabled: z.boolean().optional(),
  own: z.string({ error: 'has its own words' }).optional(),
  either: z.union([z.string(), z.object({ id: z.string().max(2) })]).optional(),
})

/** As a caller is told it. */
function messageFor(input: object): string {
  const cause = schema.safeParse(input).error
  const error = toTrpcError(new TRPCError({ code: 'BAD_REQUEST', cause }))
  expect(error.cause).toBeInstanceOf(InputError)
  return error.message
}

describe('what is wrong with an input', () => {
  it.each([
    [{ name: '' }, 'name: must not be empty'],
    [{ name: 'too long' }, 'name: must have at most 5 characters'],
    [{ name: 5 }, 'name: must be text'],
    [{ name: null }, 'name: must be text'],
    [{ tags: ['one'] }, 'tags: must have at least 2 items'],
    [{ tags: 'one' }, 'tags: must be a list'],
    [{ weight: 1.5 }, 'weight: must be a whole number'],
    [{ weight: 101 }, 'weight: must be at most 100'],
    [{ weight: Number.NaN }, 'weight: must be a number'],
    [{ idleMs: 5 }, 'idleMs: must be at least 1000 milliseconds'],
    [{ limits: {} }, 'limits.usdDay: is required'],
    [{ limits: { usdDay: 0 } }, 'limits.usdDay: must be more than 0 USD'],
    [{ limits: [] }, 'limits: must be an object'],
    [{ mode: 'maybe' }, 'mode: must be one of on, off'],
    [{ url: 'nowhere' }, 'url: must be an address such as https://example.com/path'],
    [{ email: 'ada' }, 'email: must be an e-mail address such as ada@example.com'],
    [{ enabled: 'yes' }, 'enabled: must be true or false'],
    [{ own: 1 }, 'own: has its own words'],
    [{ either: { id: 'abc' } }, 'either.id: must have at most 2 characters'],
    [{ colour: 'red' }, 'there is no field colour here'],
  ])('%j', (input, message) => {
    expect(messageFor(input)).toBe(message)
  })
})
