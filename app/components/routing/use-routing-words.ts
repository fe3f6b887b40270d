import { useTranslation } from 'react-i18next'
import type { FailureKind } from '#server/domain/errors'
import type { SimulationView } from '#server/trpc/schemas/routing'

export type Candidate = SimulationView['candidates'][number]
export type Reason = SimulationView['reason']

/** What a decision was made from, as far as its reasons speak of it. */
export type NamedFacts = Pick<SimulationView['facts'], 'dialect' | 'group' | 'model'>

/** What one candidate's reason speaks of. */
interface Considered {
  facts: NamedFacts
  among: Candidate[]
}

type Outcome = FailureKind | 'ok' | 'no_provider' | 'client_gone' | 'rejected' | 'lost_race'
/** The log keeps outcomes as plain text; these are the ones there are words for. */
const OUTCOMES: Record<Outcome, true> = {
  ok: true,
  no_provider: true,
  client_gone: true,
  rejected: true,
  lost_race: true,
  refused: true,
  dns: true,
  tls: true,
  proxy: true,
  connect_timeout: true,
  reset: true,
  first_byte_timeout: true,
  idle_timeout: true,
  total_timeout: true,
  cut: true,
  bad_answer: true,
  empty: true,
  credential: true,
  model: true,
  rate_limited: true,
  timeout_status: true,
  overloaded: true,
  server_error: true,
  client_fault: true,
}
const isOutcome = (text: string): text is Outcome => Object.hasOwn(OUTCOMES, text)

/** Reasons and outcomes of routing in the reader's language; the admin API has them in English only. */
export function useRoutingWords() {
  const { t } = useTranslation(['routing', 'requests'])
  return {
    outcome: (outcome: string): string => (isOutcome(outcome) ? t(`routing:outcome.${outcome}`) : outcome),
    chosen: (reason: Reason): string | null => (reason === null ? null : t(`routing:chosen.${reason}`)),
    /** @param among the candidates of the same decision */
    why(candidate: Candidate, reason: Reason, { facts, among }: Considered): string {
      const { excluded, chosen, share, translated } = candidate
      const { group, model } = facts
      if (excluded !== null)
        return t(`routing:excluded.${excluded}`, {
          group,
          model,
          dialect: t(`requests:dialect.${facts.dialect}`),
        })
      if (chosen && reason !== null) return t(`routing:chosen.${reason}`)
      if (reason === 'bound') return t('routing:passedOver.bound')
      if (share > 0) return t('routing:passedOver.weight')
      const native = among.some((other) => other.excluded === null && !other.translated)
      return t(translated && native ? 'routing:passedOver.translated' : 'routing:passedOver.priority')
    },
  }
}
