import { useTranslation } from 'react-i18next'
import { DetailList } from '#app/components/ui/detail-list'
import { Section } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { OwnUsageView } from '#server/trpc/schemas/quota'

/** What the reader's requests added up to. */
export function OwnUsage({ usage }: { usage: OwnUsageView }) {
  const { t } = useTranslation('my')
  return (
    <div className="mt-8 grid gap-x-8 gap-y-8 md:grid-cols-2">
      {(['today', 'month'] as const).map((span) => (
        <Section key={span} title={t(`usage.${span}`)} className="mt-0">
          <Totals totals={usage[span]} />
        </Section>
      ))}
    </div>
  )
}

function Totals({ totals }: { totals: OwnUsageView['today'] }) {
  const { t } = useTranslation('my')
  const format = useFormat()
  const counts = (['requests', 'errors', 'inputTokens', 'outputTokens'] as const).map((name) => ({
    label: t(`usage.${name}`),
    value: format.number(totals[name]),
  }))
  return (
    <DetailList
      details={[{ label: t('usage.cost'), value: format.usd(totals.costUsd) }, ...counts]}
      numeric
    />
  )
}
