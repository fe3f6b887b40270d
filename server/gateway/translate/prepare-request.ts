import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { ProviderType } from '#server/domain/provider'
import { CODECS } from './codecs'
import { requireStateless } from './codex-responses/require-stateless'
import type { Warning } from './ir/codec'
import { dropForeign } from './ir/drop-foreign'
import { fitTools } from './ir/fit-tools'
import type { ToolLimits, ToolNames } from './ir/fit-tools'
import type { IrRequest } from './ir/request'
import { arrangeResults, joinRuns } from './repairs/join-turns'
import { mend } from './repairs/list'
import type { CodexInstructions } from './repairs/repair'

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
  repairsOff: readonly string[]
  /** What the provider said to the attempt before; '' when this is the first. */
  refusal: string
  /** Where the provider is one of Codex. */
  instructions?: CodexInstructions | null
}

/** Say a request in another dialect, or anew in its own: the passes over the IR in their order, and the words of the target.
 * @throws GatewayError bad_request for what cannot be said there without lying */
export function prepareRequest(request: IrRequest, options: PrepareOptions): PreparedRequest {
  const { from, to, providerType, model } = options
  const notes = new Notes()
  const { warn } = notes
  if (from === 'codex-responses' && to !== from) requireStateless(request)
  if (request.turns.length === 0 && request.system.length === 0)
    throw new GatewayError('bad_request', {
      clientMessage: `${MESSAGES[from]}: at least one message is needed`,
    })
  const known = from === to ? request : dropForeign(request, to, warn)
  const mended = mend(joinRuns(known), {
    to,
    translated: from !== to,
    refusal: options.refusal,
    instructions: options.instructions ?? null,
    switchedOff: options.repairsOff,
    warn,
    mark: notes.mark,
  })
  const fitted = from === to ? null : fitTools(arrangeResults(mended), TOOL_LIMITS[to])
  const body = CODECS[to].encodeRequest(fitted?.request ?? mended, { providerType, model, warn })
  return { body, names: fitted?.names ?? NO_NAMES, warnings: notes.warnings(), repairs: notes.repairs() }
}

/** Where each protocol has its messages. */
const MESSAGES: Record<Dialect, string> = {
  claude: 'messages',
  'openai-chat': 'messages',
  'codex-responses': 'input',
  gemini: 'contents',
}

const NO_NAMES: ToolNames = new Map()

/** Each warning and each repair once. */
class Notes {
  readonly #warnings = new Map<string, Warning>()
  readonly #repairs = new Set<string>()

  readonly warn = (code: string, detail: string): void => {
    if (!this.#warnings.has(code)) this.#warnings.set(code, { code, detail })
  }

  readonly mark = (repair: string): void => {
    this.#repairs.add(repair)
  }

  warnings = (): Warning[] => [...this.#warnings.values()]
  repairs = (): string[] => [...this.#repairs]
}
