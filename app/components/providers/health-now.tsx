import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DetailList, type Detail } from '#app/components/ui/detail-list'
import { Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { ProviderHealthView } from '#server/trpc/schemas/provider-health'
import { ErrorRate, LastFailure } from './health-figures'
import { HealthState } from './health-state'

interface HealthNowProps {
  health: ProviderHealthView
  /** When it was read, epoch milliseconds: the time left is counted from there. */
  readAtMs: number
  actions: ReactNode
}

export function HealthNow({ health, readAtMs, actions }: HealthNowProps) {
  const { t } = useTranslation('providers')
  return (
    <Section
      className="mt-0"
      title={t('health.now')}
      description={t(`health.statusText.${health.status}`)}
      actions={actions}
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <DetailList details={useTraffic(health)} />
        <DetailList details={useCircuit(health, readAtMs)} />
      </div>
      <Models models={health.models} readAtMs={readAtMs} />
    </Section>
  )
}

function useTraffic({
  status,
  last5m,
  last60m,
  lastSuccessAt,
  lastFailureAt,
  lastError,
}: ProviderHealthView): Detail[] {
  const { t } = useTranslation('providers')
  const format = useFormat()
  return [
    { label: t('health.state'), value: <HealthState status={status} /> },
    { label: t('health.last5m'), value: <ErrorRate rate={last5m} /> },
    { label: t('health.last60m'), value: <ErrorRate rate={last60m} /> },
    {
      label: t('health.lastSuccess'),
      value:
        lastSuccessAt === null ? (
          <span className="text-ink-faint">{t('health.never')}</span>
        ) : (
          <time dateTime={lastSuccessAt}>{format.dateTime(lastSuccessAt)}</time>
        ),
    },
    { label: t('health.lastFailure'), value: <LastFailure {...{ lastFailureAt, lastError }} /> },
  ]
}

function useCircuit(health: ProviderHealthView, readAtMs: number): Detail[] {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const { phase, circuit, cooldownUntil, quarantinedUntil } = health
  const { config, failures, successes, probesUnderWay, openUntil, changedAt } = circuit
  const phaseName = t(`health.phase.${phase}`)
  const ends = [
    { label: t('health.openUntil'), at: openUntil },
    { label: t('health.cooldownUntil'), at: cooldownUntil },
    { label: t('health.quarantinedUntil'), at: quarantinedUntil },
  ]
  return [
    {
      label: t('health.circuit'),
      value:
        changedAt === null
          ? phaseName
          : t('health.phaseSince', { phase: phaseName, time: format.dateTime(changedAt) }),
    },
    // Open, it counts nothing.
    ...(phase === 'half-open'
      ? [
          {
            label: t('health.probes'),
            value: t('health.probesUnderWay', {
              value: successes,
              threshold: config.successThreshold,
              count: probesUnderWay,
            }),
          },
        ]
      : []),
    ...(phase === 'closed'
      ? [
          {
            label: t('health.failures'),
            value: t('health.ofThreshold', { count: failures, threshold: config.failureThreshold }),
          },
        ]
      : []),
    ...ends.map(({ label, at }) => ({
      label,
      value: at && <Until at={at} readAtMs={readAtMs} />,
    })),
  ]
}

function Until({ at, readAtMs }: { at: string; readAtMs: number }) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const left = format.duration(Math.max(0, Date.parse(at) - readAtMs))
  return <time dateTime={at}>{t('health.until', { time: format.dateTime(at), left })}</time>
}

interface ModelsProps {
  models: ProviderHealthView['models']
  readAtMs: number
}

function Models({ models, readAtMs }: ModelsProps) {
  const { t } = useTranslation('providers')
  if (models.length === 0) return null
  const head = (
    <>
      <HeadCell>{t('health.model')}</HeadCell>
      <HeadCell>{t('health.modelUntil')}</HeadCell>
    </>
  )
  return (
    <Section title={t('health.models')} description={t('health.modelsText')} className="mt-6">
      <Table caption={t('health.models')} head={head}>
        {models.map(({ model, until }) => (
          <tr key={model}>
            <Cell className="break-all font-mono text-xs" dir="ltr">
              {model}
            </Cell>
            <Cell>
              <Until at={until} readAtMs={readAtMs} />
            </Cell>
          </tr>
        ))}
      </Table>
    </Section>
  )
}
