import { z } from 'zod'
import { catalogueRule, DEFAULT_CATALOGUE } from './model-catalogue'

/** FR-024. Every runtime setting with its unit, range and safe default; one schema for store, snapshot and console. */
export const settingsSchema = z.object({
  /** After the client has left, keep reading the upstream this long for its usage, then abort it. 0 aborts at once. */
  clientGoneDrainMs: z.number().int().min(0).max(60_000).default(3_000),
  /** On SIGTERM, streams in flight may go on this long. */
  shutdownDrainMs: z.number().int().min(0).max(600_000).default(30_000),
  /** How long a provider's list of models is kept for GET /v1/models. */
  modelListTtlMs: z.number().int().min(0).max(86_400_000).default(300_000),
  /** Providers that one request may be tried on. */
  maxAttempts: z.number().int().min(1).max(10).default(3),
  /** Group of those for whom neither key nor user names one; empty means any provider. */
  defaultProviderGroup: z.string().trim().max(64).default(''),
  /** A conversation stays with its provider for so long after its last request. */
  sessionTtlMs: z.number().int().min(1_000).max(86_400_000).default(300_000),
  /** A conversation that has moved to a less preferred provider goes back after so long without a request. */
  failBackIdleMs: z.number().int().min(0).max(86_400_000).default(300_000),
  /** A credential that a provider refused is not used again for so long. */
  quarantineMs: z.number().int().min(1_000).max(86_400_000).default(300_000),
  /** Requests may go to providers of another protocol, translated, when none of their own can serve them. */
  translation: z.enum(['on', 'off']).default('on'),
  /** Names of repairs (gateway/translate/repairs/list.ts) that are not to be made. */
  repairsOff: z.array(z.string().trim().max(100)).max(100).default([]),
  /** FR-028: what `codex` providers insist on as instructions, for those that are set to get it. Empty: nothing is replaced. */
  codexInstructions: z.string().max(200_000).default(''),
  /** What a model is called at providers of another protocol, where their own redirects do not say. First match counts. */
  modelCatalogue: z
    .array(catalogueRule)
    .max(500)
    .default([...DEFAULT_CATALOGUE]),
  /** Credential failures that one address may make in a minute before it is answered 429. */
  authFailuresPerMinute: z.number().int().min(1).max(10_000).default(30),
})

export type Settings = z.output<typeof settingsSchema>
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({})
