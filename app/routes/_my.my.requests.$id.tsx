import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { RequestFacts } from '#app/components/requests/request-facts'
import { StatusBadge } from '#app/components/requests/status-badge'
import { TokenList } from '#app/components/requests/token-list'
import { Notice } from '#app/components/ui/notice'
import { PageHeader } from '#app/components/ui/page-header'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireMember } from '#app/lib/require-member.server'
import { idOf } from '#app/lib/route-id.server'
import { useFormat } from '#app/lib/use-format'

export const handle = { titleKey: 'requests:detail.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireMember(args).caller.logs.get({ id: idOf(args) }))

export default function MyRequest() {
  const { t } = useTranslation(['requests', 'my'])
  const format = useFormat()
  const request = useLoaderData<typeof loader>()
  const { requestedModel, endpoint, startedAt, status, interrupted, errorCode } = request
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
        parent={{ to: '/my/requests', label: t('my:requests.title') }}
      />
      {errorCode !== null && (
        <Notice tone="danger" title={t('requests:detail.error')} className="mb-6">
          <code className="font-mono text-xs">{errorCode}</code>
        </Notice>
      )}
      <div className="grid items-start gap-x-8 lg:grid-cols-2">
        <RequestFacts request={request} own />
        <div className="min-w-0 max-lg:mt-8">
          <TokenList usage={request.usage} estimated={request.estimated} costUsd={request.costUsd} />
        </div>
      </div>
    </>
  )
}
