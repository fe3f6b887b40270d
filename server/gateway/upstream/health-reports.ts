import { availability, HEALTHY } from '#server/domain/provider-health'
import type { Availability } from '#server/domain/provider-health'
import type { RuntimeProvider } from '#server/domain/provider'
import type { UpstreamFailure } from '#server/domain/upstream-failures'
import { fingerprint } from '#server/platform/fingerprint'
import type { HealthBoard } from '#server/stores/health-board'
import type { AttemptResult, Routed } from '../exchange'
import { healthEvent } from './judge-failure'
import type { Verdict } from './judge-failure'

/** What the data plane asks of the providers' health, and what it tells. */
export interface HealthReports {
  availabilityOf(provider: RuntimeProvider, servedModel: string | null, nowMs: number): Availability
  /** @returns false when another probe of this provider is under way */
  takePermit(provider: RuntimeProvider, nowMs: number): boolean | Promise<boolean>
  /** An attempt came to nothing for the client. */
  failed(
    routed: Routed,
    failure: UpstreamFailure,
    verdict: Verdict,
    at: { nowMs: number; quarantineMs: number },
  ): void
  /** @param endedEarly the client has left, or the request was ended, so that its end says nothing about the provider */
  ended(
    routed: Routed,
    result: Exclude<AttemptResult, { kind: 'failed' }>,
    at: { nowMs: number; endedEarly: boolean },
  ): void
}

/** A probe that is never answered gives its permit back so long after its deadline. */
const PERMIT_LEASE_MARGIN_MS = 30_000

export function createHealthReports(board: HealthBoard): HealthReports {
  return {
    availabilityOf(provider, model, nowMs) {
      const known = board.get(provider.id)
      if (known === HEALTHY) return 'ready'
      const credential = fingerprint(provider.credential)
      return availability(known, provider.circuit, { model, credential, nowMs })
    },
    takePermit({ id, circuit, timeouts }, nowMs) {
      const leaseMs = Math.max(timeouts.totalMs, timeouts.firstByteMs) + PERMIT_LEASE_MARGIN_MS
      return board.takePermit(id, circuit, nowMs, leaseMs)
    },
    failed({ provider, probe, servedModel }, failure, verdict, { nowMs, quarantineMs }) {
      const credential = fingerprint(provider.credential)
      const event = healthEvent(verdict, failure, { probe, nowMs, servedModel, credential, quarantineMs })
      board.report(provider.id, provider.circuit, event, nowMs, { errorCode: failure.kind })
    },
    ended({ provider, probe }, result, { nowMs, endedEarly }) {
      const broke = result.kind === 'answered' ? result.broke : null
      const neutral = result.kind === 'aborted' || endedEarly
      const outcome = broke ? 'failure' : neutral ? 'neutral' : 'success'
      board.report(provider.id, provider.circuit, { outcome, probe }, nowMs, { errorCode: broke })
    },
  }
}
