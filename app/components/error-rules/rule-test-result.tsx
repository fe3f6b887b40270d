import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { useRoutingWords } from '#app/components/routing/use-routing-words'
import { DetailList } from '#app/components/ui/detail-list'
import { Section } from '#app/components/ui/section'
import type { ErrorRuleTestView } from '#server/trpc/schemas/error-rule'
import { RuleConditions } from './rule-words'

export function RuleTestResult({ result }: { result: ErrorRuleTestView }) {
  const { t } = useTranslation('rules')
  const words = useRoutingWords()
  const { kind, verdict, matches } = result
  const rule = matches.find(({ id }) => id === verdict.ruleId)
  const others = matches.filter(({ id }) => id !== verdict.ruleId)
  const follows = [
    t(`then.${verdict.retry}`),
    t(verdict.breaker ? 'then.breaker' : 'then.noBreaker'),
    ...(verdict.mark ? [t(`mark.${verdict.mark}`)] : []),
    ...(verdict.override ? [t('then.override', verdict.override)] : []),
  ]
  return (
    <Section title={t('test.result')} className="mt-8">
      <p role="status" className="mb-3 break-words font-medium">
        {rule ? (
          <Link to={`/error-rules/${rule.id}`} className="rounded hover:text-accent hover:underline">
            {t('test.decides', { name: rule.name })}
          </Link>
        ) : (
          t('test.noRule')
        )}
      </p>
      <DetailList
        details={[
          ...(rule
            ? [{ label: t('form.conditions'), value: <RuleConditions conditions={rule.conditions} /> }]
            : []),
          { label: t('test.kind'), value: words.outcome(kind) },
          {
            label: t('test.follows'),
            value: (
              <ul>
                {follows.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            ),
          },
          {
            label: t('test.code'),
            value: <code className="font-mono text-xs">{verdict.code}</code>,
          },
          ...(others.length > 0
            ? [
                {
                  label: t('test.also'),
                  value: (
                    <ol>
                      {others.map(({ id, name }) => (
                        <li key={id}>
                          <Link to={`/error-rules/${id}`} className="rounded text-accent hover:underline">
                            {name}
                          </Link>
                        </li>
                      ))}
                    </ol>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Section>
  )
}
