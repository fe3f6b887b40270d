import { DEFAULT_TIMEOUTS } from '#server/domain/provider'
import type { ProviderType } from '#server/domain/provider'
import type { Logger } from '#server/platform/logger'
import type { ProviderCreate, Stores } from '#server/stores/interfaces'
import { StoreError } from '#server/stores/store-error'

/** The vendors' usual variables, and what each makes on a first boot. OpenAI's key serves two protocols. */
const VENDORS = [
  { variable: 'ANTHROPIC_API_KEY', name: 'Anthropic', type: 'claude', baseUrl: 'https://api.anthropic.com' },
  {
    variable: 'OPENAI_API_KEY',
    name: 'OpenAI',
    type: 'openai-compatible',
    baseUrl: 'https://api.openai.com',
  },
  { variable: 'OPENAI_API_KEY', name: 'OpenAI Responses', type: 'codex', baseUrl: 'https://api.openai.com' },
  {
    variable: 'GEMINI_API_KEY',
    name: 'Gemini',
    type: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com',
  },
] as const satisfies { variable: string; name: string; type: ProviderType; baseUrl: string }[]

/** A newcomer who has a vendor's key in the environment serves real traffic without opening the console. */
export async function createFirstProviders(options: {
  stores: Pick<Stores, 'providers'>
  env: Partial<Record<(typeof VENDORS)[number]['variable'], string | undefined>>
  log: Pick<Logger, 'info'>
}): Promise<void> {
  for (const { variable, name, type, baseUrl } of VENDORS) {
    const credential = options.env[variable]
    if (credential === undefined) continue
    try {
      await options.stores.providers.create({ ...DEFAULTS, name, type, baseUrl, credential })
      options.log.info({ provider: name, variable }, 'provider made from the environment')
    } catch (error) {
      // Another process that boots for the first time on the same database was faster.
      if (!(error instanceof StoreError && error.code === 'conflict')) throw error
    }
  }
}

const DEFAULTS: Omit<ProviderCreate, 'name' | 'type' | 'baseUrl' | 'credential'> = {
  note: '',
  enabled: true,
  weight: 1,
  priority: 0,
  costMultiplier: '1',
  groupTags: [],
  allowedModels: [],
  modelRedirects: [],
  timeouts: DEFAULT_TIMEOUTS,
  codeAssistProject: null,
}
