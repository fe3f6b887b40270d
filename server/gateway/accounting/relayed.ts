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

/** The outcome of a request that a provider answered; null for one that the hub answered itself. */
export function relayed(answer: RelayedAnswer | null): Outcome {
  return {
    status: answer?.status ?? CLIENT_LEFT,
    errorCode: answer?.errorCode ?? null,
    interrupted: answer?.interrupted ?? false,
    responseBytes: answer?.responseBytes ?? 0,
    ttfbMs: answer?.ttfbMs ?? null,
    upstreamRequestId: answer?.upstreamRequestId ?? null,
    usage: answer?.meter?.usage ?? NO_USAGE,
    rawUsage: answer?.meter?.rawUsage ?? null,
    stopReason: answer?.meter?.stopReason ?? null,
    servedModel: answer?.meter?.servedModel ?? null,
  }
}
