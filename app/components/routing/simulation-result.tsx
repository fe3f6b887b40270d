import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Disclosure } from '#app/components/ui/disclosure'
import { Notice } from '#app/components/ui/notice'
import { Section } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { SimulationView } from '#server/trpc/schemas/routing'
import { CandidateTable } from './candidate-table'
import { DecisionFacts } from './decision-facts'
import { useRoutingWords } from './use-routing-words'

export function SimulationResult({ simulation }: { simulation: SimulationView }) {
  const { t } = useTranslation('routing')
  const format = useFormat()
  const { facts, reason, candidates, provider, fallbacks } = simulation
  return (
    <>
      <Section title={t('result.title')} className="mt-8">
        <Outcome simulation={simulation} />
      </Section>
      <Section title={t('result.candidates')}>
        <CandidateTable {...{ candidates, reason, facts }} />
      </Section>
      {provider && (
        <Section
          title={t('result.fallbacks')}
          description={t(fallbacks.length > 0 ? 'result.fallbacksText' : 'result.noFallbacks')}
        >
          <ol className="list-inside list-decimal space-y-1 text-sm">
            {fallbacks.map(({ id, name }) => (
              <li key={id}>
                <Link to={`/providers/${id}`} className="rounded font-medium hover:text-accent">
                  {name}
                </Link>
              </li>
            ))}
          </ol>
        </Section>
      )}
      <div className="mt-8">
        <Disclosure title={t('result.facts')}>
          <DecisionFacts
            facts={facts}
            candidates={candidates}
            more={[{ label: t('fact.at'), value: format.fullDateTime(facts.at) }]}
          />
        </Disclosure>
      </div>
    </>
  )
}

const REFUSALS = [
  'key_disabled',
  'key_expired',
  'user_disabled',
  'user_expired',
  'key_scope',
  'model_not_allowed',
] as const

function Outcome({ simulation }: { simulation: SimulationView }) {
  const { t } = useTranslation('routing')
  const words = useRoutingWords()
  const { refused, provider, servedModel, reason, facts, candidates } = simulation
  const translated = candidates.some((candidate) => candidate.chosen && candidate.translated)
  const refusal = REFUSALS.find((known) => known === refused)
  return (
    <div className="space-y-3">
      {refused !== null && (
        <Notice tone="warn" title={t('result.refused')}>
          {refusal ? t(`refusal.${refusal}`) : refused}
        </Notice>
      )}
      {provider ? (
        <Notice
          tone="ok"
          title={
            <>
              {t('result.goesTo', { name: provider.name })}
              {servedModel !== null && servedModel !== facts.model && (
                <span className="break-all">{` ${t('result.asModel', { model: servedModel })}`}</span>
              )}
            </>
          }
        >
          {words.chosen(reason)}
          {translated && ` ${t('result.translated')}`}
        </Notice>
      ) : (
        <Notice tone="danger" title={t('result.none')}>
          {t('result.noneText')}
        </Notice>
      )}
    </div>
  )
}
