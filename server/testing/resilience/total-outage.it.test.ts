import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { GATEWAY_CALLS, readError, TYPE_OF } from '../gateway-calls'
import type { ClientAnswer } from '../http-client'
import { PROVIDER_CREDENTIAL, startHub } from '../hub-harness'
import type { HubHarness } from '../hub-harness'
import { addNamedProvider } from './named-provider'
import type { NamedProvider } from './named-provider'
import { sleep, startLoad } from './start-load'

const LANES = 20
/** upstream/retry-budget.ts: what it holds at the start, and what a request adds to it. */
const BURST = 100
const AMPLIFICATION = 1.2
const OPEN_MS = 1_000

const callOf = (dialect: Dialect) => {
  const call = GATEWAY_CALLS.find((one) => one.dialect === dialect && one.endpoint !== 'models' && one.body)
  if (!call) throw new Error(`there is no call of ${dialect}`)
  return call
}

let hub: HubHarness
let providers: NamedProvider[]
beforeEach(async () => {
  hub = await startHub()
  providers = []
})
afterEach(async () => {
  await Promise.all([hub.close(), ...providers.map((provider) => provider.close())])
})

/** Dead ones of one dialect, all in one tier. */
async function addDead(dialect: Dialect, count: number, circuit: object): Promise<void> {
  for (let i = 0; i < count; i++) {
    const provider = await addNamedProvider(hub, { type: TYPE_OF[dialect], circuit })
    provider.breakDown()
    providers.push(provider)
  }
}

const attempts = () => providers.reduce((sum, { requests }) => sum + requests.length, 0)

async function ask(dialect: Dialect, i: number): Promise<ClientAnswer> {
  const { path, body } = callOf(dialect)
  // A beginning of its own for each, so that they are spread over the providers.
  const turns = dialect === 'gemini' ? 'contents' : dialect === 'codex-responses' ? 'input' : 'messages'
  const turn = dialect === 'gemini' ? { parts: [{ text: String(i) }] } : { role: 'user', content: String(i) }
  return hub.send(path, { ...body, [turns]: [turn] })
}

/** Throws unless the client can make sense of it. */
function checkError(dialect: Dialect, answer: ClientAnswer): string {
  const requestId = answer.headers['x-cch-request-id']
  const { message } = readError(dialect, answer.json()) ?? {}
  if (answer.status < 500 || answer.status > 504 || !answer.complete)
    throw new Error(`it was answered ${String(answer.status)}`)
  if (typeof requestId !== 'string' || !message || answer.text.includes(PROVIDER_CREDENTIAL))
    throw new Error(`that is no clear error: ${answer.text}`)
  return requestId
}

describe('with every provider dead', () => {
  it('upstreams see at most 1.2 times the requests, and each client reads in its own dialect what happened', async () => {
    // Circuits that hardly open, so that nothing but the budget keeps requests from trying all of them.
    for (const dialect of DIALECTS) await addDead(dialect, 4, { failureThreshold: 100, openMs: OPEN_MS })
    const total = 600
    const ids = new Set<string>()
    const load = startLoad({
      lanes: LANES,
      total,
      async ask(i) {
        const dialect = DIALECTS[i % DIALECTS.length]!
        ids.add(checkError(dialect, await ask(dialect, i)))
      },
    })
    await load.done
    expect(load.failures).toEqual([])
    expect(attempts()).toBeGreaterThan(total)
    expect(attempts()).toBeLessThanOrEqual(total * AMPLIFICATION + BURST)
    const rows = await hub.takeRows()
    expect(new Set(rows.map(({ id }) => id))).toEqual(ids)
    expect(rows.reduce((sum, row) => sum + row.attempts, 0)).toBe(attempts())

    for (const provider of providers) provider.mend()
    for (const [i, dialect] of DIALECTS.entries()) expect((await ask(dialect, i)).status).toBe(200)
  }, 60_000)

  it('open circuits spare the upstreams altogether, and everything comes back by itself', async () => {
    const circuit = { failureThreshold: 5, openMs: OPEN_MS, successThreshold: 2 }
    await addDead('claude', 2, circuit)
    const said = new Set<string>()
    const load = startLoad({
      lanes: LANES,
      total: 1_000,
      async ask(i) {
        const answer = await ask('claude', i)
        checkError('claude', answer)
        said.add(`${String(answer.status)} ${readError('claude', answer.json())?.message ?? ''}`)
        if (answer.status === 503 && answer.headers['retry-after'] === undefined)
          throw new Error('it does not say when to come again')
      },
    })
    const beganMs = performance.now()
    await load.done
    const rounds = Math.ceil((performance.now() - beganMs) / OPEN_MS)
    expect(load.failures).toEqual([])
    expect(said).toContainEqual(expect.stringContaining('503 No provider'))
    const beforeOpen = circuit.failureThreshold + LANES - 1
    expect(attempts()).toBeLessThanOrEqual(2 * (beforeOpen + rounds * circuit.successThreshold))

    for (const provider of providers) provider.mend()
    await sleep(OPEN_MS)
    const back = startLoad({
      lanes: LANES,
      pauseMs: 5,
      async ask(i) {
        const answer = await ask('claude', i)
        if (answer.status !== 200) checkError('claude', answer)
      },
    })
    const settled = async () => (await hub.api('GET', '/providers/health')).items
    const ready = expect.objectContaining({ status: 'ready', phase: 'closed' }) as object
    await expect.poll(settled, { timeout: 5_000 }).toEqual([ready, ready])
    await back.stop()
    expect(back.failures).toEqual([])
    for (const provider of providers) provider.forget()
    const after = startLoad({
      lanes: LANES,
      total: 200,
      async ask(i) {
        const { status } = await ask('claude', i)
        if (status !== 200) throw new Error(`it was answered ${String(status)}`)
      },
    })
    await after.done
    expect(after.failures).toEqual([])
    for (const { requests } of providers) expect(requests.length).toBeGreaterThan(60)
  }, 60_000)
})
