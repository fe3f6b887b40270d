import { fileURLToPath } from 'node:url'
import { uuidv7 } from 'uuidv7'
import { NO_LIMITS, type Limits } from '#server/domain/limits'
import type { RequestLogRow } from '#server/domain/request-log'
import { openDatabase, type Database } from '#server/platform/database'
import type { DatabaseUnderTest } from '#server/platform/database-fixtures'
import { migrate } from '#server/platform/migrate'
import { createStores } from './create-stores'
import type { ApiKeyCreate, ProviderCreate, Stores, UserCreate } from './interfaces'

/** What the contract suites of the stores share: a migrated database, and inputs to change one field of. */
export interface StoresUnderTest {
  url: string
  database: Database
  stores: Stores
  drop: () => Promise<void>
}

export async function openStores(
  under: DatabaseUnderTest,
  nowMs: () => number = Date.now,
): Promise<StoresUnderTest> {
  const fixture = await under.create()
  await migrate({ url: fixture.url, directory: migrations, log: quietLog })
  const database = await openDatabase({ url: fixture.url })
  return {
    url: fixture.url,
    database,
    stores: createStores({ database, sealer: hexSealer, clock: { nowMs } }),
    drop: async () => {
      await database.close()
      await fixture.drop()
    },
  }
}

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
export const quietLog = { info: () => undefined, warn: () => undefined, error: () => undefined }
/** Not a cipher: enough to see that what is stored is not what was given. */
export const hexSealer = {
  seal: (plain: string) => `sealed:${Buffer.from(plain).toString('hex')}`,
  open: (sealed: string) => Buffer.from(sealed.slice('sealed:'.length), 'hex').toString(),
}

export const LIMITS: Limits = {
  rpm: 60,
  usd5hNanoUsd: 1n,
  usdDayNanoUsd: 2_500_000_000n,
  usdWeekNanoUsd: null,
  usdMonthNanoUsd: 3n,
  // Beyond 2^53, where a driver that reads numbers would fail.
  usdTotalNanoUsd: 999_999_999_123_456_789n,
  concurrentSessions: 3,
  dayMode: 'rolling',
  dayResetAt: '08:30',
}

let nextName = 0
export const userInput = (fields: Partial<UserCreate> = {}): UserCreate => ({
  name: `user ${nextName++}`,
  note: '',
  role: 'member',
  enabled: true,
  expiresAt: null,
  tags: [],
  providerGroup: null,
  allowedModels: [],
  limits: NO_LIMITS,
  ...fields,
})
export const keyInput = (userId: string, fields: Partial<ApiKeyCreate> = {}): ApiKeyCreate => ({
  userId,
  name: 'laptop',
  digest: `digest ${nextName++}`,
  prefix: 'sk-cch-abc',
  last4: 'wxyz',
  scope: 'proxy',
  enabled: true,
  expiresAt: null,
  providerGroup: null,
  limits: NO_LIMITS,
  ...fields,
})
export const providerInput = (fields: Partial<ProviderCreate> = {}): ProviderCreate => ({
  name: `provider ${nextName++}`,
  note: 'note',
  type: 'claude',
  baseUrl: 'https://api.example.com',
  credential: 'sk-ant-0123456789',
  enabled: true,
  weight: 50,
  priority: 1,
  costMultiplier: '1.25',
  groupTags: ['a', 'b'],
  allowedModels: [],
  modelRedirects: [{ match: 'prefix', from: 'claude-', to: 'claude-x' }],
  timeouts: { firstByteMs: 1, idleMs: 2, totalMs: 3 },
  codeAssistProject: null,
  circuit: { failureThreshold: 3, openMs: 4, successThreshold: 5 },
  schedule: { timeZone: 'Europe/Berlin', windows: [{ days: [1, 7], from: '22:00', to: '06:00' }] },
  maxAttempts: 2,
  concurrentSessions: 3,
  proxyUrl: 'socks5://user:hunter2-proxy@proxy.example:1080',
  proxyFallbackDirect: true,
  hedge: true,
  acceptsTranslated: false,
  instructionsMode: 'force_official',
  ...fields,
})

export const logRow = (fields: Partial<RequestLogRow> = {}): RequestLogRow => ({
  id: uuidv7(),
  startedAtMs: Date.now(),
  userId: 'user',
  apiKeyId: 'key',
  sessionId: 'session',
  clientName: 'claude-cli',
  clientVersion: '2.0.1',
  endpoint: 'messages',
  clientDialect: 'claude',
  providerDialect: 'claude',
  requestedModel: 'claude-sonnet',
  servedModel: 'claude-sonnet-4',
  providerId: 'provider',
  attempts: 2,
  trace: [{ provider: 'a', reason: 'circuit open' }, { provider: 'b' }],
  status: 200,
  errorCode: null,
  streaming: true,
  ttfbMs: 12,
  totalMs: 345,
  requestBytes: 1_000,
  responseBytes: 2_000,
  usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 5, reasoning: 6 },
  rawUsage: { input_tokens: 1, nested: { a: [1, 2.5, null, 'x'] } },
  stopReason: 'end_turn',
  upstreamRequestId: 'req_1',
  costNanoUsd: 9_007_199_254_740_993n,
  priceId: 'price',
  costMultiplier: '1.25',
  serviceTier: 'priority',
  blocked: false,
  interrupted: true,
  estimated: false,
  ...fields,
})
