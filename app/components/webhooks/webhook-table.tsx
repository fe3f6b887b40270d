import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { EnabledToggle } from '#app/components/enabled-toggle'
import { EVENT_KEYS } from '#app/components/messages/event-choices'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { WebhookView } from '#server/trpc/schemas/webhook'

export function WebhookTable({ webhooks }: { webhooks: WebhookView[] }) {
  const { t } = useTranslation(['webhooks', 'messages'])
  const format = useFormat()
  const head = (
    <>
      <HeadCell>{t('webhooks:column.name')}</HeadCell>
      <HeadCell from="md">{t('webhooks:column.events')}</HeadCell>
      <HeadCell>{t('webhooks:column.enabled')}</HeadCell>
    </>
  )
  const eventsOf = (events: WebhookView['events']) =>
    events.length === 0 ? t('webhooks:allEvents') : format.list(events.map((event) => t(EVENT_KEYS[event])))
  return (
    <Table caption={t('webhooks:title')} head={head}>
      {webhooks.map(({ id, name, kind, host, events, enabled }) => (
        <tr key={id}>
          <Cell className="w-full max-w-0">
            <Link
              to={`/webhooks/${id}`}
              className="block truncate rounded py-1 font-medium hover:text-accent"
            >
              {name}
            </Link>
            <span className="block truncate text-xs text-ink-muted">
              {t(`webhooks:kind.${kind}`)} · <span dir="ltr">{host}</span>
            </span>
          </Cell>
          <Cell from="md" className="min-w-64 text-sm text-ink-muted">
            {eventsOf(events)}
          </Cell>
          <Cell>
            <EnabledToggle action={`/webhooks/${id}/enabled`} enabled={enabled} name={name} />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
