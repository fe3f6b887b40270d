import { ERROR_TABLE } from '#server/domain/errors'
import type { GatewayError } from '#server/domain/errors'
import { NO_USAGE } from '#server/domain/usage'
import type { AnswerReport } from '../exchange'
import type { Outcome } from './ledger'

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
  serviceTier: null,
})

/** The outcome of a request that a provider answered. */
export function relayed(answer: AnswerReport): Outcome {
  const metered = answer.meter ?? ANSWERED_HERE
  return {
    status:
      answer.status ?? (answer.errorCode === 'terminated' ? ERROR_TABLE.terminated.status : CLIENT_LEFT),
    errorCode: answer.errorCode,
    interrupted: answer.interrupted,
    responseBytes: answer.responseBytes,
    ttfbMs: answer.ttfbMs,
    upstreamRequestId: answer.upstreamRequestId,
    usage: metered.usage,
    rawUsage: metered.rawUsage,
    stopReason: metered.stopReason,
    servedModel: metered.servedModel,
    serviceTier: metered.serviceTier,
  }
}

/** The outcome of a request that the hub refused, or failed before a provider had answered. */
export const refusal = (error: GatewayError): Outcome => ({
  ...ANSWERED_HERE,
  status: error.status,
  errorCode: error.code,
  interrupted: error.code === 'client_gone' || error.code === 'terminated',
})
