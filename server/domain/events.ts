/** What may happen to a hub that somebody should hear of (FR-017, FR-025): a closed list. The words are plain English, for
 * inboxes, mails and webhooks alike; `{…}` stands for a fact of the event. */
const KINDS = {
  'circuit.opened': {
    severity: 'error',
    title: 'Provider {provider} is failing',
    text: 'Its circuit has opened ({reason}). Requests go to other providers until it has recovered.',
  },
  'circuit.closed': {
    severity: 'info',
    title: 'Provider {provider} has recovered',
    text: 'Its circuit has closed: requests go to it again.',
  },
  'credential.quarantined': {
    severity: 'error',
    title: 'The credential of provider {provider} was refused',
    text: 'The provider answered that it is not valid ({reason}). It is left alone for a while, and tried again then.',
  },
  'budget.reached': {
    severity: 'warning',
    title: '{subject} has used {percent} of a limit',
    text: '{used} of {limit} USD are spent {window}.',
  },
  'balance.low': {
    severity: 'warning',
    title: 'The balance of provider {provider} is low',
    text: '{balance} USD are left.',
  },
  'prices.sync_failed': {
    severity: 'warning',
    title: 'Prices could not be fetched',
    text: '{reason} The prices in force stay.',
  },
  'hub.degraded': {
    severity: 'error',
    title: 'The hub has lost its {part}',
    text: 'Instance {instance} goes on serving without it, and says so at /readyz.',
  },
  'hub.recovered': {
    severity: 'info',
    title: 'The hub has its {part} back',
    text: 'Instance {instance} works as usual again.',
  },
  'summary.daily': {
    severity: 'info',
    title: 'Summary of {day}',
    text: '{requests} requests, {errors} of them failed, for {cost} USD.',
  },
} as const satisfies Record<string, { severity: Severity; title: string; text: string }>

export const SEVERITIES = ['info', 'warning', 'error'] as const
export type Severity = (typeof SEVERITIES)[number]
export type EventName = keyof typeof KINDS
// The table's keys, of which a type assertion says what Object.keys forgets.
export const EVENT_NAMES = Object.keys(KINDS) as [EventName, ...EventName[]]
/** The summary of a day is nothing that is wrong. */
export const DEFAULT_ALERTS: readonly EventName[] = EVENT_NAMES.filter((name) => name !== 'summary.daily')

export interface HubEvent {
  name: EventName
  /** Of two events with the same text here the second is not told, whoever raises it. */
  dedupeKey: string
  /** Nor is one with this text. */
  nextDedupeKey?: string | undefined
  /** Names and numbers, never a secret. */
  facts: Readonly<Record<string, string>>
  atMs: number
  /** It was sent already, past the database: only the inboxes are left. */
  sent?: boolean | undefined
  /** Users whom it is about: they are told too. */
  userIds?: readonly string[] | undefined
}

/** An event in words, as it is sent. */
export interface EventMessage {
  event: EventName
  severity: Severity
  title: string
  text: string
  facts: Readonly<Record<string, string>>
  /** ISO 8601, UTC. */
  occurredAt: string
}

export function messageOf({ name, facts, atMs }: HubEvent): EventMessage {
  const { severity, title, text } = KINDS[name]
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (_, fact: string) => facts[fact] ?? '?')
  return {
    event: name,
    severity,
    title: fill(title),
    text: fill(text),
    facts,
    occurredAt: new Date(atMs).toISOString(),
  }
}

/** The facts of an event, read back from the words that were made of it: an inbox keeps these alone.
 * @param body the event's text, perhaps with lines below it
 * @returns null when the words are others */
export function factsOf(
  name: EventName,
  { title, body }: { title: string; body: string },
): Record<string, string> | null {
  const kind = KINDS[name]
  const [text = ''] = body.split('\n', 1)
  const [ofTitle, ofText] = [patternOf(kind.title).exec(title), patternOf(kind.text).exec(text)]
  return ofTitle && ofText && { ...ofTitle.groups, ...ofText.groups }
}

const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replace(/[.()%]/g, String.raw`\$&`).replace(/\{(\w+)\}/g, '(?<$1>.+)')}$`)

/** What a test sends. */
export const SAMPLE_EVENT: Omit<HubEvent, 'atMs'> = {
  name: 'circuit.opened',
  dedupeKey: 'sample',
  facts: { provider: 'Sample provider', reason: 'this is only a test' },
}
