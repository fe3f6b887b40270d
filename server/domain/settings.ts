import { z } from 'zod'

/** FR-024. Every runtime setting with its unit, range and safe default; one schema for store, snapshot and console. */
export const settingsSchema = z.object({
  /** After the client has left, keep reading the upstream this long for its usage, then abort it. 0 aborts at once. */
  clientGoneDrainMs: z.number().int().min(0).max(60_000).default(3_000),
  /** On SIGTERM, streams in flight may go on this long. */
  shutdownDrainMs: z.number().int().min(0).max(600_000).default(30_000),
  /** How long a provider's list of models is kept for GET /v1/models. */
  modelListTtlMs: z.number().int().min(0).max(86_400_000).default(300_000),
  /** Credential failures that one address may make in a minute before it is answered 429. */
  authFailuresPerMinute: z.number().int().min(1).max(10_000).default(30),
})

export type Settings = z.output<typeof settingsSchema>
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({})
