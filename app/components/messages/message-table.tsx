import { useTranslation } from 'react-i18next'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { NotificationView } from '#server/trpc/schemas/notification'
import { LevelBadge } from './level-badge'
import { useMessageWords } from './use-message-words'

/** Everything that was ever written. */
export function MessageTable({ messages }: { messages: NotificationView[] }) {
  const { t } = useTranslation(['messages', 'common'])
  const format = useFormat()
  const wordsOf = useMessageWords()
  const head = (
    <>
      <HeadCell>{t('messages:all.message')}</HeadCell>
      <HeadCell from="md">{t('messages:all.audience')}</HeadCell>
      <HeadCell from="sm">{t('messages:all.reads')}</HeadCell>
      <HeadCell>
        <span className="sr-only">{t('messages:all.actions')}</span>
      </HeadCell>
    </>
  )
  const audience = ({ audience: whose, userIds }: NotificationView) =>
    userIds === null ? t(`messages:all.${whose}`) : t('messages:all.some', { count: userIds.length })
  return (
    <Table caption={t('messages:all.title')} head={head}>
      {messages.map((message) => (
        <tr key={message.id}>
          <Cell className="w-full max-w-0">
            <span className="flex min-w-0 flex-wrap items-center gap-2">
              <LevelBadge level={message.level} />
              <span className="min-w-0 break-words font-medium" dir="auto">
                {wordsOf(message).title}
              </span>
            </span>
            <span className="block text-xs text-ink-muted">
              {format.dateTime(message.createdAt)}
              <span className="md:hidden"> · {audience(message)}</span>
              <span className="sm:hidden"> · {t('messages:all.readBy', { count: message.reads })}</span>
            </span>
          </Cell>
          <Cell from="md" className="whitespace-nowrap">
            {audience(message)}
          </Cell>
          <Cell from="sm" className="tabular-nums">
            {format.number(message.reads)}
          </Cell>
          <Cell>
            <ConfirmLink
              to={`/notifications/${message.id}/remove`}
              title={t('messages:remove.title', { title: wordsOf(message).title })}
              description={t('messages:remove.text')}
              confirmLabel={t('messages:remove.confirm')}
              variant="danger"
              aria-label={t('messages:remove.actionOf', { title: wordsOf(message).title })}
            >
              {t('common:actions.remove')}
            </ConfirmLink>
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
