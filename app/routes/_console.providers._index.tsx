import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData, useLocation } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EnabledToggle } from '#app/components/enabled-toggle'
import { ChangeChosen, ChooseCell, ChooseHeadCell } from '#app/components/providers/choose-providers'
import { ErrorRate, LastFailure } from '#app/components/providers/health-figures'
import { HealthState } from '#app/components/providers/health-state'
import { TestConnection, useConnectionTest } from '#app/components/providers/test-connection'
import { TestResult } from '#app/components/providers/test-result'
import { Badge } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { InlineNumber } from '#app/components/ui/inline-number'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import type { ProviderView } from '#server/trpc/schemas/provider'
import type { ProviderHealthSummaryView } from '#server/trpc/schemas/provider-health'

export const handle = { titleKey: 'providers:title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const [page, health] = await Promise.all([
    caller.providers.list(pageOfUrl(args.request)),
    caller.providerHealth.list(),
  ])
  return { page, health: health.items }
}

export default function Providers() {
  const { t } = useTranslation('providers')
  const {
    page: { items, nextCursor },
    health,
  } = useLoaderData<typeof loader>()
  const add = (
    <Button asChild variant="primary">
      <Link to="/providers/new">
        <Plus aria-hidden />
        {t('add')}
      </Link>
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      {items.length === 0 ? (
        <EmptyState title={t('empty.title')} action={add}>
          {t('empty.text')}
        </EmptyState>
      ) : (
        <>
          <ChangeChosen />
          <ProviderTable providers={items} health={health} />
          <Pagination nextCursor={nextCursor} />
        </>
      )}
    </>
  )
}

interface ProviderTableProps {
  providers: ProviderView[]
  /** Of all providers, or all that this instance knows of yet. */
  health: ProviderHealthSummaryView[]
}

function ProviderTable({ providers, health }: ProviderTableProps) {
  const { t } = useTranslation('providers')
  const head = (
    <>
      <ChooseHeadCell />
      <HeadCell>{t('column.name')}</HeadCell>
      <HeadCell from="sm">{t('column.health')}</HeadCell>
      <HeadCell from="lg">{t('column.errorRate')}</HeadCell>
      <HeadCell from="xl">{t('column.lastFailure')}</HeadCell>
      <HeadCell from="md" numeric>
        {t('column.priority')}
      </HeadCell>
      <HeadCell from="md" numeric>
        {t('column.weight')}
      </HeadCell>
      <HeadCell>{t('column.enabled')}</HeadCell>
      <HeadCell className="text-end">{t('column.connection')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {providers.map((provider) => (
        <ProviderRow
          key={provider.id}
          provider={provider}
          health={health.find(({ providerId }) => providerId === provider.id)}
        />
      ))}
    </Table>
  )
}

const COLUMNS = 9

interface ProviderRowProps {
  provider: ProviderView
  health: ProviderHealthSummaryView | undefined
}

function ProviderRow({ provider, health }: ProviderRowProps) {
  const { t } = useTranslation('providers')
  const { pathname, search } = useLocation()
  const { result } = useConnectionTest(provider.id)
  const { id, name, type, baseUrl, priority, weight, enabled, groupTags } = provider
  const rank = { action: `/providers/${id}/rank`, returnTo: `${pathname}${search}` }
  const row = (
    <tr>
      <ChooseCell id={id} name={name} />
      <Cell className="w-full max-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <Link to={`/providers/${id}`} className="truncate rounded py-1 font-medium hover:text-accent">
            {name}
          </Link>
          {groupTags.map((tag) => (
            <span key={tag} className="hidden lg:inline-flex">
              <Badge>{tag}</Badge>
            </span>
          ))}
        </span>
        <span className="block truncate text-xs text-ink-muted" dir="auto">
          {`${t(`type.${type}`)} · ${baseUrl}`}
        </span>
        {health && (
          <Link to={`/providers/${id}/health`} className="inline-flex rounded py-0.5 text-sm sm:hidden">
            <HealthState status={health.status} />
          </Link>
        )}
      </Cell>
      <Cell from="sm">
        {health && (
          <Link to={`/providers/${id}/health`} className="inline-flex rounded py-1 hover:underline">
            <HealthState status={health.status} />
          </Link>
        )}
      </Cell>
      <Cell from="lg" className="whitespace-nowrap">
        {health && <ErrorRate rate={health.last5m} />}
      </Cell>
      <Cell from="xl">{health && <LastFailure {...health} />}</Cell>
      <Cell from="md" numeric>
        <InlineNumber name="priority" label={t('rank.priorityOf', { name })} value={priority} {...rank} />
      </Cell>
      <Cell from="md" numeric>
        <InlineNumber name="weight" label={t('rank.weightOf', { name })} value={weight} {...rank} />
      </Cell>
      <Cell>
        <EnabledToggle action={`/providers/${id}/enabled`} enabled={enabled} name={name} />
      </Cell>
      <Cell>
        <span className="flex justify-end">
          <TestConnection id={id} name={name} />
        </span>
      </Cell>
    </tr>
  )
  if (!result) return row
  return (
    <>
      {row}
      <tr>
        <Cell colSpan={COLUMNS}>
          <TestResult result={result} />
        </Cell>
      </tr>
    </>
  )
}
