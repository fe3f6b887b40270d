import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { ERROR_TABLE, FAILURE_TABLE } from '#server/domain/errors'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import { readError, TYPE_OF } from '#server/testing/gateway-calls'
import type { ClientAnswer } from '#server/testing/http-client'
import { startBrokenHosts } from '#server/testing/broken-hosts'
import type { BrokenHosts } from '#server/testing/broken-hosts'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'
import { AFTER_CONTENT, BEFORE_CONTENT, FORMS, withContent } from '#server/testing/upstream-faults'
import type { Fault, Form } from '#server/testing/upstream-faults'
import type { LogView } from '#server/trpc/schemas/log'

/** Every way to fail × four protocols × streamed or not, over real sockets, held to FAILURE_TABLE. */

/** Long enough that a busy machine does not pass it by itself. */
const DEADLINE_MS = 1_000
const PATHS: Record<Dialect, Record<Form, string>> = {
  claude: { stream: '/v1/messages', whole: '/v1/messages' },
  'openai-chat': { stream: '/v1/chat/completions', whole: '/v1/chat/completions' },
  'codex-responses': { stream: '/v1/responses', whole: '/v1/responses' },
  gemini: {
    stream: '/v1beta/models/m:streamGenerateContent?alt=sse',
    whole: '/v1beta/models/m:generateContent',
  },
}

let hosts: BrokenHosts
beforeAll(async () => {
  hosts = await startBrokenHosts()
})
afterAll(() => hosts.close())

interface AttemptSeen {
  providerId: string | null
  outcome: string
  availability: Record<string, string>
}

/** What two requests in a row met, one after the other, with a key that sees these two providers only. */
interface Met {
  /** The provider that fails. */
  first: string
  answer: ClientAnswer
  row: LogView | undefined
  attempts: AttemptSeen[]
  /** Of the second request. */
  attemptsAgain: AttemptSeen[]
  calls: { broken: number; good: number; brokenAgain: number }
}

interface Case {
  dialect: Dialect
  form: Form
  fault: Fault
  /** With nobody else to ask. */
  alone: boolean
}

/** A pair of providers for one case, and a key that sees only them. */
async function prepare(hub: HubHarness, { dialect, form, fault, alone }: Case, group: string) {
  const [broken, good] = await Promise.all([startFakeUpstream(), startFakeUpstream()])
  if (fault.answer) broken.answer(fault.answer(dialect, form))
  good.answer(upstreamAnswer(readyAnswer(dialect, 'text', form)))
  const shared = {
    type: TYPE_OF[dialect],
    groupTags: [group],
    timeouts: { firstByteMs: DEADLINE_MS, idleMs: DEADLINE_MS, totalMs: DEADLINE_MS },
    circuit: { failureThreshold: 1, openMs: 60_000, successThreshold: 1 },
  }
  const baseUrl = fault.host ? hosts[fault.host] : broken.origin
  const first = await hub.addProvider({ ...shared, baseUrl, priority: 0 })
  if (!alone) await hub.addProvider({ ...shared, baseUrl: good.origin, priority: 1 })
  return { broken, good, first, key: await hub.addKey({ providerGroup: group }) }
}

async function meet(hub: HubHarness, met: Case, prepared: Awaited<ReturnType<typeof prepare>>) {
  const { dialect, form } = met
  const { broken, good, first, key } = prepared
  const body = {
    model: 'm',
    ...(form === 'stream' && { stream: true, stream_options: { include_usage: true } }),
  }
  const send = () => hub.send(PATHS[dialect][form], body, { headers: { authorization: `Bearer ${key.key}` } })
  const answer = await send()
  const calls = { broken: broken.requests.length, good: good.requests.length, brokenAgain: 0 }
  broken.forget()
  await send()
  calls.brokenAgain = broken.requests.length
  await Promise.all([broken.close(), good.close()])
  return async (): Promise<Met> => {
    const rows = (await rowsOf(hub, key.id)).sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    const [attempts = [], attemptsAgain = []] = rows.map(
      ({ trace }) => (trace as { attempts: AttemptSeen[] }).attempts,
    )
    return { first, answer, row: rows[0], attempts, attemptsAgain, calls }
  }
}

/** Meet many faults at once, because most of them are waiting for a deadline. */
function meetAll(cases: readonly Case[]) {
  const all = new Map<Fault, Map<boolean, Met>>()
  beforeAll(async () => {
    const hub = await startHub()
    const prepared: [Case, Awaited<ReturnType<typeof prepare>>][] = []
    for (const [i, met] of cases.entries())
      prepared.push([met, await prepare(hub, met, `group ${String(i)}`)])
    const readers = await Promise.all(
      prepared.map(async ([met, pair]) => [met, await meet(hub, met, pair)] as const),
    )
    await hub.takeRows()
    for (const [{ fault, alone }, read] of readers)
      all.set(fault, (all.get(fault) ?? new Map<boolean, Met>()).set(alone, await read()))
    await hub.close()
  }, 60_000)
  return (fault: Fault, alone: boolean): Met => {
    const found = all.get(fault)?.get(alone)
    if (!found) throw new Error('this fault was not met')
    return found
  }
}

async function rowsOf(hub: HubHarness, keyId: string): Promise<LogView[]> {
  // The REST description promises this shape, and the admin API's own tests hold it to that.
  const page = (await hub.api('GET', `/logs?keyId=${keyId}&limit=10`)) as unknown as { items: LogView[] }
  return page.items
}

const WHERE = { cooldown: 'cooldown', quarantine: 'quarantined', model_cooldown: 'model_cooldown' }

describe.each(DIALECTS)('%s', (dialect) => {
  describe.each(FORMS)('%s', (form) => {
    const cases = BEFORE_CONTENT.filter((fault) => fault.forms.includes(form))
    const met = meetAll(
      cases.flatMap((fault) => [false, true].map((alone) => ({ dialect, form, fault, alone }))),
    )

    it.each(cases)('$name, before any content', (fault) => {
      const rule = FAILURE_TABLE[fault.kind(form)]
      const { first, answer, row, attempts, attemptsAgain, calls } = met(fault, false)
      const failures = Array.from({ length: rule.retry === 'again' ? 2 : 1 }, () => fault.kind(form))
      const outcomes = attempts.map(({ outcome }) => outcome)
      if (rule.retry === 'none') {
        // The client's own fault: the upstream's words, byte for byte, and nobody else is asked.
        expect(outcomes).toEqual(failures)
        expect(answer.body).toEqual(fault.bytes?.(dialect))
        expect(calls.good).toBe(0)
      } else {
        expect(outcomes).toEqual([...failures, 'ok'])
        expect(answer).toMatchObject({ status: 200, complete: true })
        expect(answer.body).toEqual(readyAnswer(dialect, 'text', form).bytes)
        expect(row).toMatchObject({ status: 200, errorCode: null, interrupted: false })
      }
      if (!fault.host) expect(calls.broken).toBe(failures.length)

      const seen = attemptsAgain[0]?.availability[first]
      if (rule.mark) expect(seen).toBe(WHERE[rule.mark])
      else expect(seen).toBe(rule.breaker ? 'circuit_open' : undefined)
      if (rule.breaker || rule.mark) expect(calls.brokenAgain).toBe(0)
    })

    it.each(cases)('$name, with nobody else to ask', (fault) => {
      const rule = FAILURE_TABLE[fault.kind(form)]
      const { answer, row } = met(fault, true)
      if (fault.bytes && rule.mark !== 'quarantine') expect(answer.body).toEqual(fault.bytes(dialect))
      else {
        expect(answer.status).toBe(ERROR_TABLE[rule.code].status)
        const { message } = readError(dialect, answer.json()) ?? {}
        expect(message).toContain(fault.kind(form).replaceAll('_', ' '))
      }
      expect(answer.headers['x-cch-request-id']).toBe(row?.id)
    })
  })

  describe('after the first content frame', () => {
    const met = meetAll(
      AFTER_CONTENT.map((fault) => ({ dialect, form: 'stream' as const, fault, alone: false })),
    )

    it.each(AFTER_CONTENT)('$name', (fault) => {
      const { first, answer, row, attemptsAgain, calls } = met(fault, false)
      expect(calls.good).toBe(0)
      expect(answer.status).toBe(200)
      // The rest is the error in the stream's own grammar: see upstream-faults.it.test.ts.
      expect(answer.text.startsWith(withContent(dialect))).toBe(true)
      expect(answer.text.length).toBeGreaterThan(withContent(dialect).length)
      expect(row).toMatchObject({ interrupted: true, errorCode: FAILURE_TABLE[fault.kind('stream')].code })
      expect(attemptsAgain[0]?.availability[first]).toBe('circuit_open')
    })
  })
})
