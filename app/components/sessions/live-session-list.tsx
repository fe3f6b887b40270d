import { useTranslation } from 'react-i18next'
import { EmptyState } from '#app/components/ui/empty-state'
import { Notice } from '#app/components/ui/notice'
import { useLive } from '#app/lib/use-live'
import type { SessionListView } from '#server/trpc/schemas/session'
import { LiveMark } from './live-mark'
import { SessionTable } from './session-table'

interface LiveSessionListProps {
  initial: SessionListView
  /** Of whoever looks. */
  own?: boolean
  emptyText: string
}

/** Who is talking now; it follows by itself. */
export function LiveSessionList({ initial, own = false, emptyText }: LiveSessionListProps) {
  const { t } = useTranslation('sessions')
  const { value, live } = useLive('sessions.live', {}, initial)
  const { items, missing } = value
  return (
    <>
      {missing > 0 && (
        <Notice tone="warn" title={t('missing.title')} className="mb-4">
          {t('missing.text', { count: missing })}
        </Notice>
      )}
      <p className="mb-2 flex items-center justify-between gap-4 text-sm text-ink-muted">
        {t('count', { count: items.filter((session) => session.live > 0).length })}
        <LiveMark live={live} />
      </p>
      {items.length === 0 ? (
        <EmptyState title={t('empty.title')}>{emptyText}</EmptyState>
      ) : (
        <SessionTable sessions={items} own={own} />
      )}
    </>
  )
}
