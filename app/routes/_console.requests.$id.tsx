import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { CostSection } from '#app/components/requests/cost-section'
import { DecisionSection } from '#app/components/requests/decision-section'
import { RequestFacts } from '#app/components/requests/request-facts'
import { StatusBadge } from '#app/components/requests/status-badge'
import { timingSpans } from '#app/components/requests/timing-spans'
import { TimingWaterfall } from '#app/components/requests/timing-waterfall'
import { TokenList } from '#app/components/requests/token-list'
import { TranslatedBadge } from '#app/components/translation/translated-badge'
import { CodeBlock } from '#app/components/ui/code-block'
import { Notice } from '#app/components/ui/notice'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { useFormat } from '#app/lib/use-format'

export const handle = { titleKey: 'requests:detail.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { logs } = requireAdmin(args)
  const id = idOf(args)
  const [request, explanation, cost] = await Promise.all([
    orNotFound(logs.get({ id })),
    // The rest of the page does not depend on them.
    logs.explain({ id }).catch(() => null),
    logs.cost({ id }).catch(() => null),
  ])
  return { request, explanation, cost: cost?.details ?? null }
}

export default function RequestDetail() {
  const { t } = useTranslation('requests')
  const format = useFormat()
  const { request, explanation, cost } = useLoaderData<typeof loader>()
  const { requestedModel, endpoint, startedAt, status, interrupted, errorCode, trace, rawUsage } = request
  const { clientDialect, providerDialect } = request
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2.5">
            {requestedModel ?? endpoint}
            <StatusBadge status={status} interrupted={interrupted} />
            {providerDialect !== null && providerDialect !== clientDialect && (
              <TranslatedBadge from={clientDialect} to={providerDialect} />
            )}
          </span>
        }
        description={<time dateTime={startedAt}>{format.fullDateTime(startedAt)}</time>}
        parent={{ to: '/requests', label: t('title') }}
      />
      {errorCode !== null && (
        <Notice tone="danger" title={t('detail.error')} className="mb-6">
          <code className="font-mono text-xs">{errorCode}</code>
        </Notice>
      )}
      <DecisionSection explanation={explanation} trace={trace} />
      <TimingWaterfall
        spans={timingSpans({ ...request, attempts: explanation?.attempts ?? [] })}
        totalMs={request.totalMs}
      />
      <div className="grid items-start gap-x-8 lg:grid-cols-2">
        <RequestFacts request={request} />
        <div className="min-w-0 max-lg:mt-8">
          <TokenList usage={request.usage} estimated={request.estimated} costUsd={null} />
          <CostSection details={cost} costUsd={request.costUsd} />
          {Boolean(rawUsage) && (
            <Section title={t('detail.rawUsage')} description={t('detail.rawUsageText')} className="mt-8">
              <CodeBlock title="usage.json" code={JSON.stringify(rawUsage, null, 2)} />
            </Section>
          )}
        </div>
      </div>
    </>
  )
}
