import { z } from 'zod'
import { CIRCUIT_PHASES } from '#server/domain/circuit'
import { HEALTH_EVENTS } from '#server/domain/health-history'
import type { ProviderHealthReport, ProviderHealthSummary } from '#server/services/provider-health-service'
import type { HealthHistoryRow } from '#server/stores/interfaces'
import { id, isoTime, isoTimeOfMs, isoTimeOfMsOrNull, pageFields } from './fields'
import { circuitView } from './provider'

export const healthHistoryInput = z.object({ id, ...pageFields })

const rate = z.object({
  calls: z.number(),
  failed: z.number(),
  rate: z.number().nullable().meta({ description: '0 to 1; null without calls' }),
})

const summaryFields = {
  providerId: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  status: z.enum(['disabled', 'ready', 'probe', 'circuit_open', 'cooldown', 'quarantined']).meta({
    description:
      'Whether it takes traffic, apart from its schedule; probe: a few calls, to see if it is back',
  }),
  phase: z.enum(CIRCUIT_PHASES).meta({ description: 'Of its circuit' }),
  last5m: rate,
  last60m: rate,
  lastSuccessAt: isoTime.nullable(),
  lastFailureAt: isoTime.nullable(),
  lastError: z.string().nullable().meta({ description: 'Kind of the last failure' }),
}

export const providerHealthSummaryView = z.object(summaryFields).meta({ id: 'ProviderHealthSummary' })
export type ProviderHealthSummaryView = z.output<typeof providerHealthSummaryView>

export const providerHealthView = z
  .object({
    ...summaryFields,
    circuit: z.object({
      config: circuitView,
      failures: z.number().meta({ description: 'In a row, while closed' }),
      successes: z.number().meta({ description: 'Of probes, while half-open' }),
      probesUnderWay: z.number(),
      openUntil: isoTime.nullable(),
      changedAt: isoTime.nullable(),
    }),
    cooldownUntil: isoTime.nullable().meta({ description: 'The provider asked for a pause (429)' }),
    quarantinedUntil: isoTime.nullable().meta({ description: 'The provider refused the credential' }),
    models: z
      .array(z.object({ model: z.string(), until: isoTime }))
      .meta({ description: 'Models that it said it does not have' }),
    minutes: z
      .array(z.object({ minute: isoTime, succeeded: z.number(), failed: z.number() }))
      .meta({ description: 'The last hour, oldest first, quiet minutes too' }),
  })
  .meta({ id: 'ProviderHealth' })
export type ProviderHealthView = z.output<typeof providerHealthView>

export const healthHistoryView = z.object({
  id: z.string(),
  at: isoTime,
  event: z.enum(HEALTH_EVENTS),
  state: z.enum(CIRCUIT_PHASES).meta({ description: 'Of the circuit afterwards' }),
  detail: z.string().nullable().meta({ description: 'Kind of the failure, the model, or what a test said' }),
  latencyMs: z.number().nullable().meta({ description: "Of a test's call" }),
})
export type HealthHistoryView = z.output<typeof healthHistoryView>

export const toProviderHealthSummaryView = (summary: ProviderHealthSummary): ProviderHealthSummaryView => ({
  ...summary,
  lastSuccessAt: isoTimeOfMsOrNull(summary.lastSuccessAtMs),
  lastFailureAt: isoTimeOfMsOrNull(summary.lastFailureAtMs),
})

export const toProviderHealthView = (report: ProviderHealthReport): ProviderHealthView => {
  const { circuit, models, minutes } = report
  return {
    ...toProviderHealthSummaryView(report),
    circuit: {
      ...circuit,
      openUntil: isoTimeOfMsOrNull(circuit.openUntilMs),
      changedAt: isoTimeOfMsOrNull(circuit.changedAtMs),
    },
    cooldownUntil: isoTimeOfMsOrNull(report.cooldownUntilMs),
    quarantinedUntil: isoTimeOfMsOrNull(report.quarantinedUntilMs),
    models: models.map(({ model, untilMs }) => ({ model, until: isoTimeOfMs(untilMs) })),
    minutes: minutes.map(({ minuteMs, ...counts }) => ({ minute: isoTimeOfMs(minuteMs), ...counts })),
  }
}

export const toHealthHistoryView = ({ atMs, ...row }: HealthHistoryRow): HealthHistoryView => ({
  ...row,
  at: isoTimeOfMs(atMs),
})
