import { Form } from '@remix-run/react'
import { CheckCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Pagination } from '#app/components/ui/pagination'
import { Panel } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { InboxView } from '#server/trpc/schemas/notification'
import { LevelBadge } from './level-badge'
import { useMessageWords } from './use-message-words'

interface InboxListProps {
  page: { items: InboxView[]; nextCursor: string | null }
  unread: number
}

/** What its reader has been told, the newest first. The page's own action marks as read. */
export function InboxList({ page, unread }: InboxListProps) {
  const { t } = useTranslation('messages')
  if (page.items.length === 0) return <EmptyState title={t('inbox.empty')}>{t('inbox.emptyText')}</EmptyState>
  return (
    <>
      <div className="mb-3 flex min-h-9 flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-ink-muted">
          {unread === 0 ? t('inbox.allRead') : t('inbox.unread', { count: unread })}
        </p>
        {unread > 0 && (
          <Form method="post">
            <Button type="submit" name="all" value="on">
              <CheckCheck aria-hidden />
              {t('inbox.readAll')}
            </Button>
          </Form>
        )}
      </div>
      <Panel>
        <ul className="divide-y divide-line">
          {page.items.map((message) => (
            <Message key={message.id} message={message} />
          ))}
        </ul>
      </Panel>
      <Pagination nextCursor={page.nextCursor} />
    </>
  )
}

function Message({ message }: { message: InboxView }) {
  const { t } = useTranslation('messages')
  const format = useFormat()
  const { id, level, createdAt, readAt } = message
  const { title, body } = useMessageWords()(message)
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-64">
        <h2 className="flex flex-wrap items-center gap-2 text-sm">
          <LevelBadge level={level} />
          <span
            dir="auto"
            className={`min-w-0 break-words ${readAt === null ? 'font-semibold' : 'text-ink-muted'}`}
          >
            {title}
          </span>
          {readAt === null && <span className="sr-only">{t('inbox.isUnread')}</span>}
        </h2>
        {body && (
          <p className="mt-1 whitespace-pre-line break-words text-sm text-ink-muted" dir="auto">
            {body}
          </p>
        )}
        <p className="mt-1 text-xs text-ink-muted">
          <time dateTime={createdAt}>{format.dateTime(createdAt)}</time>
        </p>
      </div>
      {readAt === null && (
        <Form method="post">
          <Button type="submit" name="id" value={id} aria-label={t('inbox.readOf', { title })}>
            {t('inbox.read')}
          </Button>
        </Form>
      )}
    </li>
  )
}
