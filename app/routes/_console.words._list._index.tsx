import type { LoaderFunctionArgs } from '@remix-run/node'
import { Form, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { Pagination } from '#app/components/ui/pagination'
import { BlockedTable } from '#app/components/words/blocked-table'
import { WordTable } from '#app/components/words/word-table'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'words:title' } satisfies PageHandle

const BLOCKED_SHOWN = 10

export async function loader(args: LoaderFunctionArgs) {
  const { sensitiveWords } = requireAdmin(args)
  const search = new URL(args.request.url).searchParams.get('search')?.trim() ?? ''
  const [page, blocked] = await Promise.all([
    sensitiveWords.list({ ...pageOfUrl(args.request), ...(search !== '' && { search }) }),
    sensitiveWords.blocked({ limit: BLOCKED_SHOWN }),
  ])
  const ids = [...new Set(blocked.items.flatMap(({ wordId }) => wordId ?? []))]
  const words = await Promise.all(
    ids.map((id) =>
      sensitiveWords.get({ id }).then(
        ({ pattern }) => [[id, pattern] as const],
        () => [],
      ),
    ),
  )
  return { page, search, blocked: blocked.items, words: Object.fromEntries(words.flat()) }
}

export default function WordList() {
  const { t } = useTranslation('words')
  const { page, search, blocked, words } = useLoaderData<typeof loader>()
  return (
    <>
      <Form role="search" className="mb-4 flex max-w-form items-end gap-2">
        <Field name="search" label={t('search.label')} markOptional={false} className="grow">
          <Input key={search} type="search" defaultValue={search} autoComplete="off" />
        </Field>
        <Button type="submit">{t('search.submit')}</Button>
      </Form>
      {page.items.length === 0 ? (
        <EmptyState title={t('empty.title')}>
          {search === '' ? t('empty.text') : t('empty.notFound', { search })}
        </EmptyState>
      ) : (
        <WordTable words={page.items} />
      )}
      <Pagination nextCursor={page.nextCursor} />
      <BlockedTable entries={blocked} words={words} />
    </>
  )
}
