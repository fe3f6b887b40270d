import { z } from 'zod'
import { DEFAULT_ALERTS } from './events'
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
  budgetMode: z
    .enum(['balanced', 'strict'])
    .describe(
      'What a request reserves of the limits in USD before it is sent: what it will probably cost, or the most that it can cost, so that spend never passes a limit',
    )
    .default('balanced'),
  strictOutputTokens: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .describe(
      'Tokens that a strict budget expects of an answer at most, where the request does not limit it itself',
    )
    .default(32_000),
  budgetsWithoutRedis: z
    .enum(['share', 'refuse'])
    .describe(
      'While Redis is away, each process may go on spending its share of what is left, or requests with a limit in USD are refused. Strict budgets are always refused then',
    )
    .default('share'),
  sessionQueueMs: z
    .number()
    .int()
    .min(0)
    .max(60_000)
    .describe(
      'A session too many for its user or key waits for so many milliseconds for another one to end. 0 refuses it at once',
    )
    .default(0),
  limitHeaders: z
    .enum(['off', 'on'])
    .describe('Answers tell what is left of the limits in x-cch-limit headers')
    .default('off'),
  authFailuresPerMinute: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .describe('Credential failures that one address may make in a minute before it is answered 429')
    .default(30),
  adminRequestsPerMinute: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .describe('Calls of the admin API that one credential may make in a minute before it is answered 429')
    .default(600),
  consoleSessionsFrom: z
    .number()
    .int()
    .min(0)
    .max(8_640_000_000_000_000)
    .describe(
      'Sign-ins to the console from before this moment, in epoch milliseconds, have ended; 0 ends none. POST /auth/sign-out-everywhere sets it',
    )
    .default(0),
  leaderboardVisible: z
    .boolean()
    .describe('Users see the leaderboard, and not the admin alone')
    .default(true),
  leaderboardAnonymous: z
    .boolean()
    .describe('Users see no names on the leaderboard but their own')
    .default(false),
  streamPreview: z
    .boolean()
    .describe('Admins may look at answers while they stream; whenever one does, the audit log says so')
    .default(false),
  missingClientVersion: z
    .enum(['allow', 'warn', 'block'])
    .describe(
      'What becomes of a client for which there is a least version, and which does not say its version: it is served, served with a warning, or refused',
    )
    .default('allow'),
  fallbackPriceModel: z
    .string()
    .trim()
    .max(200)
    .describe(
      'Model whose price counts for models that have none, by name; empty leaves their cost unknown. The log says which price was billed',
    )
    .default(''),
  logRetentionDays: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .describe('Days for which the log keeps its rows. Statistics stay')
    .default(90),
  statisticsRetentionDays: z
    .number()
    .int()
    .min(35)
    .max(3_650)
    .describe(
      'Days for which statistics are kept. What is older counts on for limits in all, and is not told apart by time any more',
    )
    .default(730),
  // Not held to events.ts: a name that a newer hub has dropped must not bring the others back.
  alertEvents: z
    .array(z.string().trim().max(100))
    .max(100)
    .describe('Events that make a message for the inbox of admins, and an e-mail for those who get one')
    .default([...DEFAULT_ALERTS]),
  alertEmails: z
    .array(z.email({ error: 'must be an e-mail address' }).max(254))
    .max(20)
    .describe('Addresses that are sent an e-mail of each of these events')
    .default([]),
  smtpHost: z
    .string()
    .trim()
    .max(253)
    .regex(/^(?:[\w.-]+|\[?[0-9a-f:.]+\]?)?$/i, 'must be the name or the address of a server')
    .describe('Server that e-mails are handed to; empty sends none')
    .default(''),
  smtpPort: z.number().int().min(1).max(65_535).describe('Port of that server').default(587),
  smtpSecurity: z
    .enum(['none', 'starttls', 'tls'])
    .describe(
      'How the connection to it is encrypted: not at all, from the start, or by STARTTLS, without which nothing is sent',
    )
    .default('starttls'),
  smtpUser: z
    .string()
    .trim()
    .max(254)
    .describe('Name to sign in with; empty signs in with none. The password is a secret of its own')
    .default(''),
  smtpFrom: z
    .string()
    .trim()
    .max(254)
    .describe('Sender of e-mails, for example Hub <hub@example.com>')
    .default(''),
  dailySummaryAt: z
    .string()
    .trim()
    .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d)?$/, 'must be a time such as 09:00, or empty')
    .describe('When the day before is summed up, by the clock of the hub; empty sums up none')
    .default('09:00'),
  priceSyncUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe('Where prices are fetched from: a public address that serves the table of LiteLLM as JSON')
    .default('https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json'),
})

export type Settings = z.output<typeof settingsSchema>
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({})
