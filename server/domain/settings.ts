import { z } from 'zod'
import { catalogueRule, DEFAULT_CATALOGUE } from './model-catalogue'

const DAY_MS = 86_400_000

/** FR-024. Every runtime setting with its unit, range, safe default and what it does; one schema for store, snapshot, admin API
 * and console. */
export const settingsSchema = z.object({
  clientGoneDrainMs: z
    .number()
    .int()
    .min(0)
    .max(60_000)
    .describe(
      'After the client has left, keep reading the upstream this long for its usage, then abort it. 0 aborts at once',
    )
    .default(3_000),
  shutdownDrainMs: z
    .number()
    .int()
    .min(0)
    .max(600_000)
    .describe('When the hub is stopped, streams in flight may go on this long')
    .default(30_000),
  modelListTtlMs: z
    .number()
    .int()
    .min(0)
    .max(DAY_MS)
    .describe("How long a provider's list of models is kept for GET /v1/models")
    .default(300_000),
  maxAttempts: z
    .number()
    .int()
    .min(1)
    .max(10)
    .describe('Providers that one request may be tried on')
    .default(3),
  defaultProviderGroup: z
    .string()
    .trim()
    .max(64)
    .describe('Group of those for whom neither key nor user names one; empty means any provider')
    .default(''),
  sessionTtlMs: z
    .number()
    .int()
    .min(1_000)
    .max(DAY_MS)
    .describe('A conversation stays with its provider for so long after its last request')
    .default(300_000),
  failBackIdleMs: z
    .number()
    .int()
    .min(0)
    .max(DAY_MS)
    .describe(
      'A conversation that has moved to a less preferred provider goes back after so long without a request',
    )
    .default(300_000),
  quarantineMs: z
    .number()
    .int()
    .min(1_000)
    .max(DAY_MS)
    .describe('A credential that a provider refused is not used again for so long')
    .default(300_000),
  translation: z
    .enum(['on', 'off'])
    .describe(
      'Requests may go to providers of another protocol, translated, when none of their own can serve them',
    )
    .default('on'),
  // Not held to repair-names.ts: a name that a newer hub has dropped must not bring the others back.
  repairsOff: z
    .array(z.string().trim().max(100))
    .max(100)
    .describe('Names of repairs that are not to be made')
    .default([]),
  codexInstructions: z
    .string()
    .max(200_000)
    .describe(
      'What `codex` providers insist on as instructions, for those that are set to get it; empty replaces nothing',
    )
    .default(''),
  modelCatalogue: z
    .array(catalogueRule)
    .max(500)
    .describe(
      'What a model is called at providers of another protocol, where their own redirects do not say. First match counts',
    )
    .default([...DEFAULT_CATALOGUE]),
  authFailuresPerMinute: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .describe('Credential failures that one address may make in a minute before it is answered 429')
    .default(30),
})

export type Settings = z.output<typeof settingsSchema>
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({})
