import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Value } from '#app/components/audit/change-list'
import { Button } from '#app/components/ui/button'
import { Notice } from '#app/components/ui/notice'
import { PageHeader } from '#app/components/ui/page-header'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { useFormat } from '#app/lib/use-format'
import { timeOfId } from '#app/lib/time-of-id'

export const handle = { titleKey: 'audit:history.title' } satisfies PageHandle

const HISTORY = '/settings/history'

export async function loader(args: LoaderFunctionArgs) {
  const id = idOf(args)
  const { items } = await requireAdmin(args).settings.compare({ id })
  return { at: timeOfId(id), items }
}

export async function action(args: ActionFunctionArgs) {
  await requireAdmin(args).settings.rollBack({ id: idOf(args) })
  return redirectWithFlash(HISTORY, 'done.settingsSaved')
}

/** What going back would change, before it is done. */
export default function GoBack() {
  const { t } = useTranslation(['audit', 'common'])
  const format = useFormat()
  const { at, items } = useLoaderData<typeof loader>()
  const changes = items.some(({ kept }) => kept === null)
  const head = (
    <>
      <HeadCell>{t('history.setting')}</HeadCell>
      <HeadCell>{t('back.now')}</HeadCell>
      <HeadCell>{t('back.then')}</HeadCell>
    </>
  )
  return (
    <>
      <PageHeader title={t('back.title', { at: format.dateTime(at) })} description={t('back.text')} />
      {items.length === 0 ? (
        <Notice tone="ok" title={t('back.nothing')} />
      ) : (
        <Table caption={t('back.label')} head={head}>
          {items.map(({ name, now, then, kept }) => (
            <tr key={name}>
              <Cell>
                <span className="font-mono text-xs [overflow-wrap:anywhere]">{name}</span>
                {kept !== null && <p className="text-xs text-warn">{t(`back.${kept}`)}</p>}
              </Cell>
              <Cell className="font-mono text-xs [overflow-wrap:anywhere]">
                <Value value={now} />
              </Cell>
              <Cell className="font-mono text-xs [overflow-wrap:anywhere]">
                <Value value={then} />
              </Cell>
            </tr>
          ))}
        </Table>
      )}
      <Form method="post" className="mt-5 flex justify-end gap-2">
        <Button asChild>
          <Link to={HISTORY}>{t('common:actions.cancel')}</Link>
        </Button>
        {changes && (
          <Button type="submit" variant="primary">
            {t('back.confirm')}
          </Button>
        )}
      </Form>
    </>
  )
}
