import type { LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useLoaderData, useSearchParams } from '@remix-run/react'
import { ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { AREAS, auditFilterOf, FILTERS } from '#app/components/audit/audit-filters'
import { AuditTable } from '#app/components/audit/audit-table'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { Notice } from '#app/components/ui/notice'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'audit:title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { audit } = requireAdmin(args)
  const { searchParams } = new URL(args.request.url)
  const [page, verdict] = await Promise.all([
    audit.list({ ...pageOfUrl(args.request), ...auditFilterOf(searchParams) }),
    searchParams.has('verify') ? audit.verify() : null,
  ])
  return { page, verdict }
}

export default function Audit() {
  const { t } = useTranslation('audit')
  const { page, verdict } = useLoaderData<typeof loader>()
  const [search] = useSearchParams()
  const filtered = FILTERS.some((name) => search.get(name))
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button asChild>
            <Link to="?verify=now">
              <ShieldCheck aria-hidden />
              {t('verify.action')}
            </Link>
          </Button>
        }
      />
      {verdict && <Verdict verdict={verdict} />}
      <Filters />
      {page.items.length === 0 ? (
        <EmptyState title={t(filtered ? 'nothingFound.title' : 'empty.title')}>
          {t(filtered ? 'nothingFound.text' : 'empty.text')}
        </EmptyState>
      ) : (
        <AuditTable entries={page.items} />
      )}
      <Pagination nextCursor={page.nextCursor} />
    </>
  )
}

type Verdicts = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>['verdict']>

function Verdict({ verdict: { entries, head, fault } }: { verdict: Verdicts }) {
  const { t } = useTranslation('audit')
  return fault ? (
    <Notice tone="danger" className="mb-4" title={t('verify.broken', { sequence: fault.sequence })}>
      {t('verify.brokenText')}
    </Notice>
  ) : (
    <Notice tone="ok" className="mb-4" title={t('verify.sound', { count: entries })}>
      <span className="[overflow-wrap:anywhere]">{t('verify.soundText', { hash: head.hash })}</span>
    </Notice>
  )
}

/** A plain GET form: the filters are the address, so a view can be kept and shared. */
function Filters() {
  const { t } = useTranslation('audit')
  const [search] = useSearchParams()
  const value = (name: (typeof FILTERS)[number]) => search.get(name) ?? ''
  return (
    <Form
      key={search.toString()}
      method="get"
      role="search"
      aria-label={t('filter.label')}
      className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-[repeat(3,minmax(0,1fr))_auto]"
    >
      <Field name="area" label={t('filter.area')} markOptional={false}>
        <Select defaultValue={value('area')}>
          <option value="">{t('filter.everything')}</option>
          {AREAS.map((area) => (
            <option key={area} value={area}>
              {t(`area.${area}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field name="actor" label={t('filter.actor')} markOptional={false}>
        <Select defaultValue={value('actor')}>
          <option value="">{t('filter.anyone')}</option>
          <option value="admin-token">{t('actor.admin')}</option>
          <option value="hub">{t('actor.hub')}</option>
          {value('actor').startsWith('key:') && <option value={value('actor')}>{value('actor')}</option>}
        </Select>
      </Field>
      <Field name="targetId" label={t('filter.target')} markOptional={false}>
        <Input
          type="search"
          dir="ltr"
          defaultValue={value('targetId')}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Button type="submit">{t('filter.submit')}</Button>
    </Form>
  )
}
