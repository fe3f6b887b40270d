import { Form } from '@remix-run/react'
import { Eye } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Models } from '#app/components/requests/request-table'
import { inputTokens } from '#app/components/requests/token-sums'
import { Button } from '#app/components/ui/button'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { LiveRequestView } from '#server/trpc/schemas/session'
import { sessionPath } from './session-path'

interface UnderWayTableProps {
  sessionId: string
  requests: LiveRequestView[]
  /** Answers may be looked at. */
  preview: boolean
  /** Whoever looks is not told of providers. */
  own?: boolean
}

/** What a session has under way. */
export function UnderWayTable({ sessionId, requests, preview, own = false }: UnderWayTableProps) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const head = (
    <>
      <HeadCell>{t('column.began')}</HeadCell>
      <HeadCell from="sm">{t('column.model')}</HeadCell>
      {!own && <HeadCell from="md">{t('column.provider')}</HeadCell>}
      <HeadCell from="md" numeric>
        {t('column.input')}
      </HeadCell>
      <HeadCell numeric>{t('column.output')}</HeadCell>
      <HeadCell from="sm" numeric>
        {t('column.sent')}
      </HeadCell>
      {preview && <HeadCell>{t('column.answer')}</HeadCell>}
    </>
  )
  return (
    <Table caption={t('underWay')} head={head}>
      {requests.map((request) => (
        <tr key={request.id}>
          <Cell className="whitespace-nowrap">
            <time dateTime={request.startedAt}>{format.dateTime(request.startedAt)}</time>
          </Cell>
          <Cell from="sm" className="w-full max-w-0 truncate">
            <Models request={{ requestedModel: request.model, servedModel: request.servedModel }} />
          </Cell>
          {!own && (
            <Cell from="md" className="max-w-36 truncate">
              {request.providerName ?? <span className="text-ink-faint">–</span>}
            </Cell>
          )}
          <Cell from="md" numeric>
            {format.number(inputTokens(request.usage))}
          </Cell>
          <Cell numeric>
            {request.estimated && '≈ '}
            {format.number(request.usage.output)}
          </Cell>
          <Cell from="sm" numeric>
            {format.bytes(request.responseBytes)}
          </Cell>
          {preview && (
            <Cell>
              <Form method="post" action={`${sessionPath(sessionId)}/preview`}>
                <input type="hidden" name="requestId" value={request.id} />
                <Button type="submit">
                  <Eye aria-hidden />
                  {t('preview.open')}
                </Button>
              </Form>
            </Cell>
          )}
        </tr>
      ))}
    </Table>
  )
}
