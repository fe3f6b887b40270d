import { useTranslation } from 'react-i18next'
import { useFormat } from '#app/lib/use-format'
import type { ErrorRuleView } from '#server/trpc/schemas/error-rule'
import { attemptOf } from './attempt-of'

/** What a rule is about, a condition a line. */
export function RuleConditions({ conditions }: Pick<ErrorRuleView, 'conditions'>) {
  const { t } = useTranslation(['rules', 'requests'])
  const format = useFormat()
  const { statuses, errorTypes, bodyPattern, dialects } = conditions
  const names = dialects.map((dialect) => t(`requests:dialect.${dialect}`))
  return (
    <ul className="space-y-0.5">
      {statuses.length > 0 && <li>{t('rules:when.statuses', { list: format.list(statuses) })}</li>}
      {errorTypes.length > 0 && (
        <li className="break-words">{t('rules:when.errorTypes', { list: format.list(errorTypes) })}</li>
      )}
      {bodyPattern !== null && (
        <li className="break-words">{t('rules:when.bodyPattern', { pattern: bodyPattern })}</li>
      )}
      {names.length > 0 && (
        <li className="text-ink-muted">{t('rules:when.dialects', { list: format.list(names) })}</li>
      )}
    </ul>
  )
}

/** What follows from it. */
export function RuleEffects({ rule }: { rule: ErrorRuleView }) {
  const { t } = useTranslation('rules')
  const { breaker, override } = rule
  return (
    <ul className="space-y-0.5">
      <li>{t(`then.${attemptOf(rule)}`)}</li>
      <li className="text-ink-muted">{t(breaker ? 'then.breaker' : 'then.noBreaker')}</li>
      {override && <li className="break-words text-ink-muted">{t('then.override', override)}</li>}
    </ul>
  )
}
