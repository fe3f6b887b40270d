import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { EnabledToggle } from '#app/components/enabled-toggle'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import type { ClientRuleView } from '#server/trpc/schemas/client-version'

export function RuleTable({ rules }: { rules: ClientRuleView[] }) {
  const { t } = useTranslation('clients')
  const head = (
    <>
      <HeadCell>{t('rules.client')}</HeadCell>
      <HeadCell>{t('rules.minVersion')}</HeadCell>
      <HeadCell from="sm">{t('rules.action')}</HeadCell>
      <HeadCell>{t('rules.enabled')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('rules.title')} head={head}>
      {rules.map(({ id, clientName, minVersion, action, enabled }) => (
        <tr key={id}>
          <Cell className="w-full max-w-0">
            <Link to={`/clients/${id}`} className="block truncate rounded py-1 font-medium hover:text-accent">
              {clientName}
            </Link>
            <span className="block text-xs text-ink-muted sm:hidden">{t(`action.${action}`)}</span>
          </Cell>
          <Cell className="whitespace-nowrap">{minVersion}</Cell>
          <Cell from="sm" className="whitespace-nowrap">
            {t(`action.${action}`)}
          </Cell>
          <Cell>
            <EnabledToggle action={`/clients/${id}/enabled`} enabled={enabled} name={clientName} />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
