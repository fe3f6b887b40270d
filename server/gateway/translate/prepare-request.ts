import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import { CODECS } from './codecs'
import { requireStateless } from './codex-responses/require-stateless'
import type { Warning } from './ir/codec'
import { dropForeign } from './ir/drop-foreign'
import { fitTools } from './ir/fit-tools'
import type { ToolLimits, ToolNames } from './ir/fit-tools'
import { repairTurns } from './ir/repair-turns'
import type { IrRequest } from './ir/request'

/** What each protocol takes for tools; wire.md, tools. */
const TOOL_LIMITS: Record<Dialect, ToolLimits> = {
  claude: {
    custom: false,
    namespaces: false,
    maxNameLength: 128,
    badNameCharacters: /[^\w-]/g,
    maxIdLength: 64,
  },
  'openai-chat': {
    custom: false,
    namespaces: false,
    maxNameLength: 64,
    badNameCharacters: /[^\w-]/g,
    maxIdLength: 40,
  },
  'codex-responses': {
    custom: true,
    namespaces: true,
    maxNameLength: 64,
    badNameCharacters: /[^\w-]/g,
    maxIdLength: 64,
  },
  gemini: {
    custom: false,
    namespaces: false,
    maxNameLength: 64,
    badNameCharacters: /[^\w.:-]/g,
    maxIdLength: 64,
  },
}

/** Protocols whose models answer a last word of the user's, and do not go on with one of their own. */
const ENDS_WITH_USER: ReadonlySet<Dialect> = new Set(['openai-chat', 'codex-responses'])

export interface PreparedRequest {
  /** The body for the provider, in its dialect. */
  readonly body: Record<string, unknown>
  readonly names: ToolNames
  readonly warnings: readonly Warning[]
  readonly repairs: readonly string[]
}

export interface PrepareOptions {
  from: Dialect
  to: Dialect
  providerType: ProviderType
  /** The provider's name for the model. */
  model: string
  /** Names of repairs that are not to be made. */
  repairsOff: ReadonlySet<string>
}

/** Say a request in another dialect: the passes over the IR in their order, and the words of the target.
 * @throws GatewayError bad_request for what cannot be said there without lying */
export function prepareRequest(request: IrRequest, options: PrepareOptions): PreparedRequest {
  const warnings = new Map<string, Warning>()
  const warn = (code: string, detail: string) => {
    if (!warnings.has(code)) warnings.set(code, { code, detail })
  }
  const repairs = new Set<string>()
  const { from, to } = options
  if (from === 'codex-responses') requireStateless(request)
  const own = dropForeign(request, to, warn)
  const repaired = repairTurns(own, {
    mark: (repair) => repairs.add(repair),
    endsWithUser: ENDS_WITH_USER.has(to),
    switchedOff: options.repairsOff,
  })
  const fitted = fitTools(repaired, TOOL_LIMITS[to])
  const body = CODECS[to].encodeRequest(fitted.request, {
    providerType: options.providerType,
    model: options.model,
    warn,
  })
  return { body, names: fitted.names, warnings: [...warnings.values()], repairs: [...repairs] }
}
