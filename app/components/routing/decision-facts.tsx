import { useTranslation } from 'react-i18next'
import { DetailList, type Detail } from '#app/components/ui/detail-list'
import { useFormat } from '#app/lib/use-format'
import type { ExplanationView } from '#server/trpc/schemas/routing'
import type { Candidate } from './use-routing-words'

interface DecisionFactsProps {
  facts: NonNullable<ExplanationView['facts']>
  /** Tell the name of the provider that the session is bound to. */
  candidates: Candidate[]
  /** What only this kind of decision knows. */
  more?: Detail[]
}

/** What a decision was made from. */
export function DecisionFacts({ facts, candidates, more = [] }: DecisionFactsProps) {
  const { t } = useTranslation(['routing', 'requests'])
  const format = useFormat()
  const { dialect, operation, model, group, seed, binding } = facts
  const bound = binding && candidates.find(({ providerId }) => providerId === binding.providerId)
  const details: Detail[] = [
    { label: t('routing:fact.dialect'), value: t(`requests:dialect.${dialect}`) },
    { label: t('routing:fact.operation'), value: operation },
    { label: t('routing:fact.model'), value: model },
    { label: t('routing:fact.group'), value: group ?? t('routing:fact.anyGroup') },
    {
      label: t('routing:fact.session'),
      value: (
        <span className="break-all font-mono text-xs" dir="ltr">
          {seed}
        </span>
      ),
    },
    {
      label: t('routing:fact.binding'),
      value: binding
        ? t('routing:fact.boundSince', {
            name: bound?.name ?? binding.providerId,
            time: format.dateTime(binding.lastUsedAt),
          })
        : t('routing:fact.notBound'),
    },
    ...more,
  ]
  return <DetailList details={details} />
}
