import { Link, useSearchParams } from '@remix-run/react'
import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'

/** Keyset pages go forward only; back is the browser's, and "newest" leads to the start. */
export function Pagination({ nextCursor }: { nextCursor: string | null }) {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const first = new URLSearchParams(search)
  first.delete('cursor')
  const next = new URLSearchParams(search)
  if (nextCursor) next.set('cursor', nextCursor)
  const isFirst = !search.has('cursor')
  if (isFirst && !nextCursor) return null
  return (
    <nav aria-label={t('pagination.label')} className="mt-3 flex items-center justify-end gap-2">
      {!isFirst && (
        <Button asChild variant="quiet">
          <Link to={{ search: first.toString() }}>{t('pagination.first')}</Link>
        </Button>
      )}
      {nextCursor && (
        <Button asChild>
          <Link to={{ search: next.toString() }} rel="next">
            {t('pagination.next')}
            <ChevronRight aria-hidden className="rtl:rotate-180" />
          </Link>
        </Button>
      )}
    </nav>
  )
}
