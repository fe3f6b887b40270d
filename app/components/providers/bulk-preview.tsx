import { Form, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ChangeList } from '#app/components/audit/change-list'
import { Button } from '#app/components/ui/button'
import { Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import type { FormValues } from '#app/lib/form-state'
import { useShowNews } from '#app/lib/use-show-news'
import type { ProviderBulkView } from '#server/trpc/schemas/provider-bulk'

interface BulkPreviewProps {
  preview: ProviderBulkView
  /** What was filled in, to be sent again. */
  values: FormValues
}

/** The differences, and the button that makes them. */
export function BulkPreview({ preview, values }: BulkPreviewProps) {
  const { t } = useTranslation('providers')
  const busy = useNavigation().state === 'submitting'
  const part = useShowNews(preview)
  const { items } = preview
  const changes = items.some((item) => Object.keys(item.changes).length > 0)
  const head = (
    <>
      <HeadCell>{t('bulk.provider')}</HeadCell>
      <HeadCell>{t('bulk.changes')}</HeadCell>
    </>
  )
  return (
    <div ref={part} tabIndex={-1} className="mt-8 outline-none">
      <Section title={t('bulk.preview')} description={t(changes ? 'bulk.applyText' : 'bulk.nothing')}>
        <Table caption={t('bulk.preview')} head={head}>
          {items.map((item) => (
            <tr key={item.id}>
              <Cell className="break-words font-medium">{item.name}</Cell>
              <Cell className="w-full">
                <ChangeList changes={item.changes} />
              </Cell>
            </tr>
          ))}
        </Table>
        {changes && (
          <Form method="post" className="mt-4">
            {Object.entries(values).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            {items.map(({ id, version }) => (
              <input key={id} type="hidden" name={`version.${id}`} value={version} />
            ))}
            <Button type="submit" name="apply" value="on" variant="primary" disabled={busy}>
              {t('bulk.apply')}
            </Button>
          </Form>
        )}
      </Section>
    </div>
  )
}
