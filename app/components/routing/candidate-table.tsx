import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge, type Tone } from '#app/components/ui/badge'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import { useRoutingWords, type Candidate, type NamedFacts, type Reason } from './use-routing-words'

interface CandidateTableProps {
  candidates: Candidate[]
  /** Of the one that was chosen. */
  reason: Reason
  facts: NamedFacts
}

/** Every provider that one decision looked at, with what spoke for or against it. */
export function CandidateTable({ candidates, reason, facts }: CandidateTableProps) {
  const { t } = useTranslation('routing')
  const head = (
    <>
      <HeadCell>{t('column.provider')}</HeadCell>
      <HeadCell from="sm" numeric>
        {t('column.priority')}
      </HeadCell>
      <HeadCell from="sm" numeric>
        {t('column.weight')}
      </HeadCell>
      <HeadCell from="sm" numeric>
        {t('column.share')}
      </HeadCell>
      <HeadCell>{t('column.decision')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('result.candidates')} head={head}>
      {candidates.map((candidate) => (
        <CandidateRow key={candidate.providerId} among={candidates} {...{ candidate, reason, facts }} />
      ))}
    </Table>
  )
}

type Decision = 'chosen' | 'eligible' | 'excluded'
const TONE: Record<Decision, Tone> = { chosen: 'ok', eligible: 'accent', excluded: 'neutral' }

interface CandidateRowProps extends Omit<CandidateTableProps, 'candidates'> {
  candidate: Candidate
  among: Candidate[]
}

function CandidateRow({ candidate, among, reason, facts }: CandidateRowProps) {
  const { t } = useTranslation(['routing', 'translate'])
  const format = useFormat()
  const words = useRoutingWords()
  const { providerId, name, priority, weight, share, servedModel, excluded, chosen, translated } = candidate
  const decision: Decision = chosen ? 'chosen' : excluded === null ? 'eligible' : 'excluded'
  return (
    <tr>
      <Cell className="w-2/5 min-w-28">
        <Link to={`/providers/${providerId}`} className="break-words rounded font-medium hover:text-accent">
          {name}
        </Link>
        {servedModel !== null && servedModel !== facts.model && (
          <span className="block break-all font-mono text-xs text-ink-muted" dir="ltr">
            {servedModel}
          </span>
        )}
        <span className="block text-xs text-ink-muted sm:hidden">
          {`${t('routing:column.priority')} ${format.number(priority)} · ${t('routing:column.share')} ${format.percent(share)}`}
        </span>
      </Cell>
      <Cell from="sm" numeric>
        {format.number(priority)}
      </Cell>
      <Cell from="sm" numeric>
        {format.number(weight)}
      </Cell>
      <Cell from="sm" numeric>
        {share > 0 ? format.percent(share) : <span className="text-ink-faint">–</span>}
      </Cell>
      <Cell className="w-3/5">
        <span className="inline-flex flex-wrap gap-1">
          <Badge tone={TONE[decision]}>{t(`routing:decision.${decision}`)}</Badge>
          {translated && excluded !== 'dialect' && <Badge>{t('translate:wording.translated')}</Badge>}
        </span>
        <span className="mt-0.5 block text-xs text-ink-muted">
          {words.why(candidate, reason, { facts, among })}
        </span>
      </Cell>
    </tr>
  )
}
