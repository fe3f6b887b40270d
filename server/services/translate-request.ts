import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import { defaultsFor } from '#server/domain/model-catalogue'
import { redirectModel } from '#server/domain/model-redirects'
import type { ConfigSnapshot } from '#server/stores/config-snapshot'
import { ServiceError } from './service-error'

export interface TranslationInput {
  dialect: Dialect
  /** A client's request, or what a provider answers in one piece. */
  kind: 'request' | 'response'
  body: Record<string, unknown>
  /** Instead of the one in the body. */
  model?: string | null | undefined
}

/** The message in one other dialect. `body` is null and `error` says why where it cannot be said there. */
export interface TranslatedMessage {
  dialect: Dialect
  /** Of a request. */
  path: string | null
  model: string | null
  /** Of an answer. */
  status: number | null
  body: Record<string, unknown> | null
  warnings: readonly { readonly code: string; readonly detail: string }[]
  repairs: readonly string[]
  error: { code: string; status: number; message: string } | null
}

/** The data plane's own translation, so that what the playground says is what happens.
 * @throws GatewayError for what is no message of its dialect */
export type TranslateMessage = (message: {
  dialect: Dialect
  kind: TranslationInput['kind']
  body: Record<string, unknown>
  model: string | null
  modelAt: (to: Dialect, model: string) => string
  repairsOff: readonly string[]
  nowMs: number
}) => TranslatedMessage[]

/** "What would the others be told?", without asking any: by the model names and the repairs of the hub's settings, before
 * any provider's own redirects.
 * @throws ServiceError invalid */
export function createTranslateRequest(options: {
  config: () => { settings: Pick<ConfigSnapshot['settings'], 'modelCatalogue' | 'repairsOff'> }
  translate: TranslateMessage
  nowMs: () => number
}): (input: TranslationInput) => TranslatedMessage[] {
  const { config, translate, nowMs } = options
  return ({ dialect, kind, body, model = null }) => {
    const { modelCatalogue, repairsOff } = config().settings
    const modelAt = (to: Dialect, asked: string) => redirectModel(defaultsFor(modelCatalogue, to), asked)
    try {
      return translate({ dialect, kind, body, model, modelAt, repairsOff, nowMs: nowMs() })
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      if (error.code === 'missing_model') throw invalid('model', 'is required, for the body names none')
      throw invalid(
        'body',
        `is no ${kind === 'request' ? 'request' : 'answer'} of this protocol: ${error.clientMessage}`,
      )
    }
  }
}

const invalid = (path: string, message: string): ServiceError => ServiceError.invalid([{ path, message }])
