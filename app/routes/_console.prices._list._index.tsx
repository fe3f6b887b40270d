import type { LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PriceTable } from '#app/components/prices/price-table'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { Pagination } from '#app/components/ui/pagination'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'prices:title' } satisfies PageHandle

const SOURCES = ['manual', 'litellm', 'seed'] as const

export function loader(args: LoaderFunctionArgs) {
  const { searchParams } = new URL(args.request.url)
  return requireAdmin(args).prices.list({
    ...pageOfUrl(args.request),
    search: searchParams.get('search') ?? '',
    source: SOURCES.find((source) => source === searchParams.get('source')),
  })
}

export default function PriceList() {
  const { t } = useTranslation('prices')
  const { items, nextCursor } = useLoaderData<typeof loader>()
  const [search] = useSearchParams()
  const filtered = ['search', 'source'].some((name) => (search.get(name) ?? '') !== '')
  return (
    <>
      <Filter filtered={filtered} />
      {items.length === 0 ? (
        <EmptyState title={t(filtered ? 'nothingFound.title' : 'empty.title')}>
          {t(filtered ? 'nothingFound.text' : 'empty.text')}
        </EmptyState>
      ) : (
        <>
          <PriceTable prices={items} />
          <p className="mt-2 text-xs text-ink-muted">{t('unit')}</p>
          <Pagination nextCursor={nextCursor} />
        </>
      )}
    </>
  )
}

/** A plain GET form: what is looked for is the address. */
function Filter({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation('prices')
  const [search] = useSearchParams()
  return (
    <Form
      key={search.toString()}
      method="get"
      role="search"
      aria-label={t('filter.label')}
      className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_auto]"
    >
      <Field name="search" label={t('filter.search')} markOptional={false}>
        <Input
          type="search"
          dir="ltr"
          defaultValue={search.get('search') ?? ''}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Field name="source" label={t('column.source')} markOptional={false}>
        <Select defaultValue={search.get('source') ?? ''}>
          <option value="">{t('filter.anySource')}</option>
          {SOURCES.map((source) => (
            <option key={source} value={source}>
              {t(`source.${source}`)}
            </option>
          ))}
        </Select>
      </Field>
      <div className="flex gap-2">
        <Button type="submit">{t('filter.apply')}</Button>
        {filtered && (
          <Button asChild variant="quiet">
            <Link to="/prices">{t('filter.clear')}</Link>
          </Button>
        )}
      </div>
    </Form>
  )
}
