import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { EnabledToggle } from '#app/components/enabled-toggle'
import { Badge } from '#app/components/ui/badge'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { ErrorRuleView } from '#server/trpc/schemas/error-rule'
import { RuleConditions, RuleEffects } from './rule-words'

export function RuleTable({ rules }: { rules: ErrorRuleView[] }) {
  const { t } = useTranslation('rules')
  const head = (
    <>
      <HeadCell from="sm" numeric>
        {t('column.priority')}
      </HeadCell>
      <HeadCell>{t('column.name')}</HeadCell>
      <HeadCell from="md">{t('column.when')}</HeadCell>
      <HeadCell from="lg">{t('column.then')}</HeadCell>
      <HeadCell>{t('column.enabled')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {rules.map((rule) => (
        <RuleRow key={rule.id} rule={rule} />
      ))}
    </Table>
  )
}

function RuleRow({ rule }: { rule: ErrorRuleView }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const { id, name, priority, builtin, changedAt, enabled } = rule
  return (
    <tr>
      <Cell from="sm" numeric className="py-2.5 align-top">
        {format.number(priority)}
      </Cell>
      <Cell className="py-2 align-top">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            to={`/error-rules/${id}`}
            className="break-words rounded py-0.5 font-medium hover:text-accent"
          >
            {name}
          </Link>
          {builtin && <Badge>{t('builtin')}</Badge>}
          {builtin && changedAt !== null && <Badge tone="accent">{t('changed')}</Badge>}
        </span>
        <div className="mt-1 break-words text-xs text-ink-muted md:hidden">
          <RuleConditions conditions={rule.conditions} />
        </div>
      </Cell>
      <Cell from="md" className="break-words py-2 align-top text-xs lg:w-1/3">
        <RuleConditions conditions={rule.conditions} />
      </Cell>
      <Cell from="lg" className="py-2 align-top text-xs">
        <RuleEffects rule={rule} />
      </Cell>
      <Cell className="align-top">
        <EnabledToggle action={`/error-rules/${id}/enabled`} enabled={enabled} name={name} />
      </Cell>
    </tr>
  )
}
