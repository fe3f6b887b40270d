import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { RequestFacts } from '#app/components/requests/request-facts'
import { StatusBadge } from '#app/components/requests/status-badge'
import { TokenList } from '#app/components/requests/token-list'
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

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).logs.get({ id: idOf(args) }))

export default function RequestDetail() {
  const { t } = useTranslation('requests')
  const format = useFormat()
  const request = useLoaderData<typeof loader>()
  const { requestedModel, endpoint, startedAt, status, interrupted, errorCode, trace, rawUsage } = request
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2.5">
            {requestedModel ?? endpoint}
            <StatusBadge status={status} interrupted={interrupted} />
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
      <div className="grid items-start gap-x-8 lg:grid-cols-2">
        <RequestFacts request={request} />
        <div className="min-w-0 max-lg:mt-8">
          <TokenList usage={request.usage} estimated={request.estimated} costUsd={request.costUsd} />
          {hasContent(rawUsage) && (
            <Section title={t('detail.rawUsage')} description={t('detail.rawUsageText')} className="mt-8">
              <CodeBlock title="usage.json" code={JSON.stringify(rawUsage, null, 2)} />
            </Section>
          )}
          {hasContent(trace) && (
            <Section title={t('detail.trace')} description={t('detail.traceText')} className="mt-8">
              <CodeBlock title="trace.json" code={JSON.stringify(trace, null, 2)} />
            </Section>
          )}
        </div>
      </div>
    </>
  )
}

const hasContent = (value: unknown): boolean => value !== null && value !== undefined
