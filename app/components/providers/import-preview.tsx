import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge, type Tone } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { Notice } from '#app/components/ui/notice'
import { Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { problemOfRule } from '#app/lib/problem-of-rule'
import { useFormat } from '#app/lib/use-format'
import { useProblemText } from '#app/lib/use-problem-text'
import type { RedirectPreviewView } from '#server/trpc/schemas/provider-redirects'

type Rule = RedirectPreviewView['added'][number]

interface ImportPreviewProps {
  preview: RedirectPreviewView
  /** What was looked at: exactly this is imported, whatever was typed since. */
  text: string
  mode: string
}

export function ImportPreview({ preview, text, mode }: ImportPreviewProps) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const { added, changed, removed, unchanged, shadowed, problems } = preview
  if (problems.length > 0) return <Problems problems={problems} />
  const changes = added.length + changed.length + removed.length
  const counts = t('redirects.import.counts', {
    added: format.number(added.length),
    changed: format.number(changed.length),
    removed: format.number(removed.length),
    unchanged: format.number(unchanged.length),
  })
  return (
    <Section title={t('redirects.import.summary')} className="mt-8">
      <p role="status" className="mb-3 text-sm">
        {changes === 0 ? t('redirects.import.nothing') : counts}
      </p>
      {changes > 0 && <ChangeTable {...{ added, changed, removed }} />}
      <Shadowed shadowed={shadowed} />
      {changes > 0 && (
        <Form method="post" className="mt-4">
          <input type="hidden" name="text" value={text} />
          <input type="hidden" name="mode" value={mode} />
          <Button type="submit" variant="primary" name="apply" value="on">
            {t('redirects.import.apply')}
          </Button>
        </Form>
      )}
    </Section>
  )
}

function Problems({ problems }: Pick<RedirectPreviewView, 'problems'>) {
  const { t } = useTranslation('providers')
  const problemText = useProblemText()
  return (
    <Notice tone="danger" title={t('redirects.import.problems', { count: problems.length })} className="mt-8">
      <ul className="space-y-0.5">
        {problems.map(({ line, message, rule, field }) => (
          <li key={line}>
            {t('redirects.import.problem', {
              line,
              // The server's words name the field themselves.
              field: rule && field ? `${field}: ` : '',
              problem: problemText(problemOfRule(message, rule)),
            })}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Shadowed({ shadowed }: Pick<RedirectPreviewView, 'shadowed'>) {
  const { t } = useTranslation('providers')
  const name = useRuleName()
  if (shadowed.length === 0) return null
  return (
    <Notice
      tone="warn"
      title={t('redirects.import.shadowedText', { count: shadowed.length })}
      className="mt-3"
    >
      <ul className="space-y-0.5">
        {shadowed.map(({ rule, by }) => (
          <li key={`${rule.match} ${rule.from}`}>
            {t('redirects.import.shadowedBy', { rule: name(rule), by: name(by) })}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function useRuleName(): (rule: Rule) => string {
  const { t } = useTranslation('providers')
  return ({ match, from }) => t('redirects.import.rule', { match: t(`redirects.matches.${match}`), from })
}

interface Change {
  kind: 'added' | 'changed' | 'removed'
  rule: Rule
  /** Where a changed rule led. */
  before?: string
}
const TONE: Record<Change['kind'], Tone> = { added: 'ok', changed: 'accent', removed: 'danger' }

function ChangeTable({
  added,
  changed,
  removed,
}: Pick<RedirectPreviewView, 'added' | 'changed' | 'removed'>) {
  const { t } = useTranslation('providers')
  const name = useRuleName()
  const changes: Change[] = [
    ...added.map((rule) => ({ kind: 'added' as const, rule })),
    ...changed.map(({ before, after }) => ({ kind: 'changed' as const, rule: after, before: before.to })),
    ...removed.map((rule) => ({ kind: 'removed' as const, rule })),
  ]
  const head = (
    <>
      <HeadCell>{t('redirects.import.column.change')}</HeadCell>
      <HeadCell>{t('redirects.import.column.rule')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('redirects.import.summary')} head={head}>
      {changes.map(({ kind, rule, before }) => (
        <tr key={`${kind} ${rule.match} ${rule.from}`}>
          <Cell>
            <Badge tone={TONE[kind]}>{t(`redirects.import.change.${kind}`)}</Badge>
          </Cell>
          <Cell className="w-full break-all">
            {name(rule)}
            {' → '}
            <span className="font-medium">{rule.to}</span>
            {before !== undefined && (
              <span className="block text-xs text-ink-muted">
                {t('redirects.import.before', { to: before })}
              </span>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
