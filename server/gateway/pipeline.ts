import type { IncomingMessage, ServerResponse } from 'node:http'
import { GatewayError, terminated } from '#server/domain/errors'
import type { UserRecord } from '#server/domain/principal'
import type { Logger } from '#server/platform/logger'
import { timeOrderedId } from '#server/platform/time-ordered-id'
import type { Accounting, Ledger } from './accounting/ledger'
import { ANSWERED_HERE, refusal, relayed } from './accounting/relayed'
import { authenticate } from './auth/authenticate'
import type { AuthDeps } from './auth/authenticate'
import type { Authenticated, ConfigView, Guarded, Received, Settled } from './exchange'
import { guard } from './guards/guard'
import type { GuardView } from './guards/guard'
import type { Quota } from './guards/quota'
import { guessDialect } from './ingress/match-route'
import { readBody } from './ingress/read-body'
import { receive } from './ingress/receive'
import { reply, replyError } from './ingress/reply'
import { emptyBody, scanBody } from './ingress/scan-body'
import { serveByProvider } from './serve-by-provider'
import type { ProviderDeps } from './serve-by-provider'
import { identify } from './session/identify'
import { estimateCount } from './translate/count-tokens'
import { DIALECT_FUNCTIONS } from './translate/registry'
import type { ModelCatalogue } from './upstream/list-models'

/** The folders of the gateway in the order in which a request meets them, and what each makes of the exchange. */
export const STEPS = [
  ['ingress', 'Received'],
  ['auth', 'Authenticated'],
  ['session', 'Identified'],
  ['guards', 'Guarded'],
  ['selection', 'Routed'],
  ['upstream', null],
  ['translate', null],
  ['stream', null],
  ['accounting', 'Settled'],
] as const

export interface PipelineDeps extends ProviderDeps {
  config: () => ConfigView & { users: ReadonlyMap<string, UserRecord> }
  auth: AuthDeps
  quota: Quota
  models: ModelCatalogue
  reportWord: GuardView['reportWord']
  accounting: Accounting
}

export type GatewayHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** THE LINE: the way of every request, top to bottom. */
export function createPipeline(deps: PipelineDeps): GatewayHandler {
  return async function handle(request, response) {
    const { clock } = deps
    const startedAtMs = clock.nowMs()
    const requestId = timeOrderedId(startedAtMs)
    let received: Received | null = null
    try {
      const config = deps.config()
      const { version, users, settings } = config
      received = receive(request, response, { requestId, startedAtMs, clock })
      const view = { version, users, nowMs: startedAtMs, failuresPerMinute: settings.authFailuresPerMinute }
      await serve(deps, config, await authenticate(received, view, deps.auth))
    } catch (error) {
      // Nobody is known yet, so there is no row: the answer and a counter are all that remains.
      deps.counters.refused += 1
      const dialect = received?.route.dialect ?? guessDialect(request.url ?? '', request.headers)
      replyError(response, dialect, asGatewayError(error, deps.log), requestId)
    }
  }
}

/** Refuse a request before the pipeline begins, in its caller's dialect. */
export function refuse(request: IncomingMessage, response: ServerResponse, error: GatewayError): void {
  replyError(response, guessDialect(request.url ?? '', request.headers), error, timeOrderedId(Date.now()))
}

/** From here on there is exactly one log row, however the request ends. */
async function serve(deps: PipelineDeps, config: ConfigView, authenticated: Authenticated): Promise<Settled> {
  const { request, response, route, requestId } = authenticated
  const end = () => {
    replyError(response, route.dialect, terminated(), requestId)
  }
  const ledger = deps.accounting.open(authenticated, end)
  try {
    const body = route.method === 'POST' ? scanBody(await readBody(request)) : emptyBody()
    const identified = identify(authenticated, body)
    ledger.advance(identified)
    // Both ask the shared state; neither needs the other's answer.
    const binding = deps.affinity.find(identified)
    const view = { config, reportWord: deps.reportWord }
    const guarded = await guard(identified, view, () => deps.quota.hold(identified, config, ledger.intend))
    ledger.advance(guarded)
    if (route.operation === 'models') return await answerModels(deps, config, guarded, ledger)
    if (isCountedHere(guarded, config)) return answerCount(guarded, ledger)
    const service = { config, guarded, ledger, bound: await binding }
    const report = await serveByProvider(deps, service)
    if (report.errorCode === 'terminated' && report.status === null) end()
    return ledger.settle(relayed(report))
  } catch (error) {
    const failure = asGatewayError(error, deps.log, requestId)
    replyError(response, route.dialect, failure, requestId)
    return ledger.settle(refusal(failure))
  }
}

async function answerModels(
  deps: PipelineDeps,
  config: ConfigView,
  guarded: Guarded,
  ledger: Ledger,
): Promise<Settled> {
  const { route, response, requestId } = guarded
  const models = await deps.models.list(guarded, {
    providers: config.providers,
    ttlMs: config.settings.modelListTtlMs,
  })
  const encoder = DIALECT_FUNCTIONS[route.dialect].models
  const one = models.find(({ id }) => id === route.modelInPath)
  if (route.modelInPath !== null && !one)
    throw new GatewayError('not_found', { clientMessage: `There is no model ${route.modelInPath} here.` })
  const body = JSON.stringify(one ? encoder.one(one) : encoder.list(models))
  reply(response, 200, body, { 'x-cch-request-id': requestId })
  return ledger.settle({ ...ANSWERED_HERE, responseBytes: Buffer.byteLength(body) })
}

/** Nobody who speaks the client's protocol could count, and the others count in their own way or not at all. */
const isCountedHere = ({ route }: Guarded, { providers }: ConfigView): boolean =>
  route.operation === 'count-tokens' &&
  providers.some(({ enabled, acceptsTranslated }) => enabled && acceptsTranslated) &&
  !providers.some(({ enabled, dialect }) => enabled && dialect === route.dialect)

function answerCount({ route, response, requestId, body }: Guarded, ledger: Ledger): Settled {
  const counted = JSON.stringify(estimateCount(route.dialect, body.tree(), route.modelInPath))
  reply(response, 200, counted, { 'x-cch-request-id': requestId, 'x-cch-estimated': 'true' })
  return ledger.settle({ ...ANSWERED_HERE, responseBytes: Buffer.byteLength(counted) })
}

function asGatewayError(error: unknown, log: Logger, requestId?: string): GatewayError {
  if (error instanceof GatewayError) return error
  log.error({ err: error, requestId }, 'unexpected failure in the gateway')
  return new GatewayError('internal', { clientMessage: 'The gateway failed unexpectedly.', cause: error })
}
