import { useTranslation } from 'react-i18next'
import type { EventName } from '#server/domain/events'
import type { InboxView } from '#server/trpc/schemas/notification'

interface Words {
  title: string
  body: string
}

/** What an event is called among the texts. */
const TOLD_KEYS = {
  'circuit.opened': 'circuitOpened',
  'circuit.closed': 'circuitClosed',
  'credential.quarantined': 'credentialQuarantined',
  'budget.reached': 'budgetReached',
  'balance.low': 'balanceLow',
  'prices.sync_failed': 'pricesSyncFailed',
  'hub.degraded': 'hubDegraded',
  'hub.recovered': 'hubRecovered',
  'summary.daily': 'summaryDaily',
} as const satisfies Record<EventName, string>

/** Facts that are words themselves, by the hub's own. */
const FACT_KEYS = {
  'in five hours': 'told.window.usd5h',
  'in a day': 'told.window.usdDay',
  'in a week': 'told.window.usdWeek',
  'in a month': 'told.window.usdMonth',
  'in all': 'told.window.usdTotal',
  database: 'told.part.database',
} as const
type FactWord = keyof typeof FACT_KEYS
const WORD_FACTS = new Set(['window', 'part'])

const isFactWord = (value: string): value is FactWord => Object.hasOwn(FACT_KEYS, value)

/** A message in its reader's language where the hub has written it, as it is where a person has. */
export function useMessageWords(): (message: Pick<InboxView, 'event' | 'facts' | 'title' | 'body'>) => Words {
  const { t } = useTranslation('messages')
  return ({ event, facts, title, body }) => {
    if (event === null || facts === null) return { title, body }
    const say = (name: string): string => {
      const value = facts[name] ?? ''
      return WORD_FACTS.has(name) && isFactWord(value) ? t(FACT_KEYS[value]) : value
    }
    const values = {
      ...{ provider: say('provider'), reason: say('reason'), balance: say('balance') },
      ...{ subject: say('subject'), percent: say('percent'), window: say('window') },
      ...{ used: say('used'), limit: say('limit'), part: say('part'), instance: say('instance') },
      ...{ day: say('day'), requests: say('requests'), errors: say('errors'), cost: say('cost') },
    }
    const key = TOLD_KEYS[event]
    const [, ...below] = body.split('\n')
    return {
      title: t(`told.${key}.title`, values),
      body: [t(`told.${key}.text`, values), ...below].join('\n'),
    }
  }
}
