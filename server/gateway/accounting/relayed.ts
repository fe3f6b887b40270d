import type { GatewayError } from '#server/domain/errors'
import { NO_USAGE } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import type { Outcome } from './ledger'

/** What a relay tells of an answer, as far as accounting looks at it. */
interface RelayedAnswer {
  status: number | null
  errorCode: string | null
  interrupted: boolean
  responseBytes: number
  ttfbMs: number | null
  upstreamRequestId: string | null
  meter: {
    usage: Usage
    rawUsage: Record<string, unknown> | null
    stopReason: string | null
    servedModel: string | null
  } | null
}

/** 499 is nginx's word for a client that left before its answer began. */
const CLIENT_LEFT = 499

/** The outcome of a request that the hub answers itself. */
export const ANSWERED_HERE: Outcome = Object.freeze({
  status: 200,
  errorCode: null,
  interrupted: false,
  responseBytes: 0,
  ttfbMs: null,
  upstreamRequestId: null,
  usage: NO_USAGE,
  rawUsage: null,
  stopReason: null,
  servedModel: null,
})

/** The outcome of a request that a provider answered. */
export function relayed(answer: RelayedAnswer): Outcome {
  const metered = answer.meter ?? ANSWERED_HERE
  return {
    status: answer.status ?? CLIENT_LEFT,
    errorCode: answer.errorCode,
    interrupted: answer.interrupted,
    responseBytes: answer.responseBytes,
    ttfbMs: answer.ttfbMs,
    upstreamRequestId: answer.upstreamRequestId,
    usage: metered.usage,
    rawUsage: metered.rawUsage,
    stopReason: metered.stopReason,
    servedModel: metered.servedModel,
  }
}

/** The outcome of a request that the hub refused, or failed before a provider had answered. */
export const refusal = (error: GatewayError): Outcome => ({
  ...ANSWERED_HERE,
  status: error.rule.status,
  errorCode: error.code,
  interrupted: error.code === 'client_gone',
})
