import { Form, useLocation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { EVENT_KEYS } from '#app/components/messages/event-choices'
import { Badge, type Tone } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { DeliveryView } from '#server/trpc/schemas/webhook'

const TONES: Record<DeliveryView['status'], Tone> = { pending: 'warn', sent: 'ok', failed: 'danger' }

/** What was sent, and what became of it. */
export function DeliveryTable({ deliveries }: { deliveries: DeliveryView[] }) {
  const { t } = useTranslation(['webhooks', 'messages'])
  const format = useFormat()
  const { pathname, search } = useLocation()
  const head = (
    <>
      <HeadCell>{t('webhooks:deliveries.what')}</HeadCell>
      <HeadCell>{t('webhooks:deliveries.status')}</HeadCell>
      <HeadCell>
        <span className="sr-only">{t('webhooks:deliveries.actions')}</span>
      </HeadCell>
    </>
  )
  return (
    <Table caption={t('webhooks:deliveries.title')} head={head}>
      {deliveries.map((delivery) => (
        <tr key={delivery.id}>
          <Cell className="w-full max-w-0">
            <span className="block break-words font-medium">{t(EVENT_KEYS[delivery.event])}</span>
            <span className="block break-words text-xs text-ink-muted">
              <span dir="ltr">{delivery.recipient}</span> · {format.dateTime(delivery.createdAt)}
            </span>
            {delivery.lastError !== null && (
              <span className="block break-words text-xs text-danger" dir="auto">
                {delivery.lastError}
              </span>
            )}
            {delivery.nextAttemptAt !== null && delivery.attempts > 0 && (
              <span className="block text-xs text-ink-muted">
                {t('webhooks:deliveries.next', { at: format.dateTime(delivery.nextAttemptAt) })}
              </span>
            )}
          </Cell>
          <Cell className="whitespace-nowrap">
            <Badge tone={TONES[delivery.status]}>{t(`webhooks:deliveries.is.${delivery.status}`)}</Badge>
            <span className="block text-xs text-ink-muted">
              {t('webhooks:deliveries.attempts', { count: delivery.attempts })}
            </span>
          </Cell>
          <Cell>
            {delivery.status !== 'sent' && (
              <Form method="post" action={`/webhooks/deliveries/${delivery.id}/retry`}>
                <input type="hidden" name="returnTo" value={`${pathname}${search}`} />
                <Button
                  type="submit"
                  aria-label={t('webhooks:deliveries.retryOf', { recipient: delivery.recipient })}
                >
                  {t('webhooks:deliveries.retry')}
                </Button>
              </Form>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
