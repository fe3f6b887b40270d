import { DEFAULT_CIRCUIT } from '#server/domain/circuit'
import { NO_LIMITS } from '#server/domain/limits'
import { DEFAULT_TIMEOUTS, dialectOf } from '#server/domain/provider'
import type { RuntimeProvider } from '#server/domain/provider'

/** A provider as the data plane knows it, of type `claude` with defaults where nothing else is said. */
export function runtimeProvider(overrides: Partial<RuntimeProvider> = {}): RuntimeProvider {
  const type = overrides.type ?? 'claude'
  return {
    id: 'p1',
    name: overrides.id ?? 'p1',
    type,
    dialect: dialectOf(type),
    baseUrl: 'http://127.0.0.1:1',
    credential: 'x',
    enabled: true,
    weight: 1,
    priority: 0,
    costMultiplier: '1',
    groupTags: [],
    allowedModels: [],
    modelRedirects: [],
    timeouts: DEFAULT_TIMEOUTS,
    circuit: DEFAULT_CIRCUIT,
    maxAttempts: 1,
    concurrentSessions: null,
    limits: NO_LIMITS,
    limitsResetAt: null,
    schedule: null,
    proxyUrl: null,
    proxyFallbackDirect: false,
    hedge: false,
    acceptsTranslated: false,
    instructionsMode: 'auto',
    modelDefaults: [],
    codeAssistProject: null,
    ...overrides,
  }
}
