import { expect, it } from 'vitest'
import { EVENT_NAMES, factsOf, messageOf } from './events'

const FACTS = {
  provider: 'Relay (is failing)',
  reason: 'timeout',
  subject: 'User Ada has used 5',
  percent: '80 %',
  used: '0.80',
  limit: '1.00',
  window: 'in a day',
  balance: '3.50',
  part: 'database',
  instance: 'hub-1',
  day: '2026-11-23',
  requests: '12',
  errors: '1',
  cost: '0.25',
}

it.each(EVENT_NAMES)('%s: its facts are found again in its words', (name) => {
  const { title, text } = messageOf({ name, dedupeKey: 'x', facts: FACTS, atMs: 0 })
  const found = factsOf(name, { title, body: `${text}\nSince: 2026` })
  expect(found).not.toBeNull()
  expect(FACTS).toMatchObject(found ?? {})
  expect(messageOf({ name, dedupeKey: 'x', facts: found ?? {}, atMs: 0 })).toMatchObject({ title, text })
  expect(factsOf(name, { title: 'of an older hub', body: text })).toBeNull()
})
