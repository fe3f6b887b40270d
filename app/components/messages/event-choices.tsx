import { useTranslation } from 'react-i18next'
import { CheckboxGroup } from '#app/components/ui/checkbox-group'
import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { EventName } from '#server/domain/events'

/** Every event, with the key of its name in words. */
export const EVENT_KEYS = {
  'circuit.opened': 'messages:event.circuitOpened',
  'circuit.closed': 'messages:event.circuitClosed',
  'credential.quarantined': 'messages:event.credentialQuarantined',
  'budget.reached': 'messages:event.budgetReached',
  'balance.low': 'messages:event.balanceLow',
  'prices.sync_failed': 'messages:event.pricesSyncFailed',
  'hub.degraded': 'messages:event.hubDegraded',
  'hub.recovered': 'messages:event.hubRecovered',
  'summary.daily': 'messages:event.summaryDaily',
} as const satisfies Record<EventName, string>
// The table's keys, of which a type assertion says what Object.keys forgets.
const EVENTS = Object.keys(EVENT_KEYS) as EventName[]

const fieldOf = (event: EventName): string => `event:${event}`

/** @param chosen names of a newer hub are not shown */
export const eventValues = (chosen: readonly string[]): FormValues =>
  Object.fromEntries(EVENTS.filter((event) => chosen.includes(event)).map((event) => [fieldOf(event), 'on']))

export const readEvents = (form: FormReader): EventName[] =>
  EVENTS.filter((event) => form.checked(fieldOf(event)))

export function EventChoices({ label, hint, values }: { label: string; hint: string; values: FormValues }) {
  const { t } = useTranslation(['messages', 'common'])
  return (
    <CheckboxGroup
      label={label}
      hint={hint}
      choices={EVENTS.map((event) => ({
        name: fieldOf(event),
        label: t(EVENT_KEYS[event]),
        checked: values[fieldOf(event)] === 'on',
      }))}
    />
  )
}
