import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientAnswer } from '../http-client'
import { startHub } from '../hub-harness'
import type { HubHarness } from '../hub-harness'
import { readyAnswer } from '../upstream-answers'
import { startBrokenHosts } from '../broken-hosts'
import type { BrokenHosts } from '../broken-hosts'
import { addNamedProvider, failingAnswer, servedBy } from './named-provider'
import { percentile, startLoad } from './start-load'

/** 10,000 requests over two providers, one of which is dead for most of them. */

const LANES = 50
const CIRCUIT = { failureThreshold: 5, openMs: 1_000, successThreshold: 2 }
/** Those under way when the circuit opens were sent before. */
const BEFORE_OPEN = CIRCUIT.failureThreshold + LANES - 1

let hub: HubHarness
let hosts: BrokenHosts
beforeAll(async () => {
  ;[hub, hosts] = await Promise.all([startHub(), startBrokenHosts()])
})
afterAll(async () => {
  await Promise.all([hub.close(), hosts.close()])
})

/** Every second request belongs to one of 200 sessions, the others to none; every third one streams. */
function requestOf(i: number): { body: object; headers: Record<string, string> } {
  const content = `Question ${String(i)}`
  const messages = [{ role: 'user', content }]
  const body = { model: 'claude-test', max_tokens: 9, messages, ...(i % 3 === 0 && { stream: true }) }
  return { body, headers: i % 2 === 0 ? { 'x-session-id': `session ${String(i % 400)}` } : {} }
}

async function ask(i: number, key: string): Promise<ClientAnswer> {
  const { body, headers } = requestOf(i)
  const answer = await hub.send('/v1/messages', body, {
    headers: { ...headers, authorization: `Bearer ${key}` },
  })
  const { bytes } = readyAnswer('claude', 'text', i % 3 === 0 ? 'stream' : 'whole')
  if (answer.status !== 200 || !answer.complete || !answer.body.equals(bytes))
    throw new Error(`request ${String(i)} was answered ${String(answer.status)}: ${answer.text}`)
  return answer
}

const asks =
  (key: string, numberOf: (i: number) => number = (i) => i) =>
  async (i: number) => {
    await ask(numberOf(i), key)
  }
const withoutSession = (i: number) => 2 * i + 1

interface AttemptSeen {
  atMs: number
  providerId: string
  outcome: string
  availability: Record<string, string>
}

const times = (attempts: readonly AttemptSeen[]) => attempts.map(({ atMs }) => atMs)

describe('with one of two providers dead', () => {
  it('3,000 requests do not notice that it refuses connections', async () => {
    const group = 'refused'
    const shared = { type: 'claude' as const, groupTags: [group], circuit: CIRCUIT }
    const dead = await hub.addProvider({ ...shared, baseUrl: hosts.refused, weight: 3 })
    const well = await addNamedProvider(hub, shared)
    const { key } = await hub.addKey({ providerGroup: group })

    const beganMs = performance.now()
    const load = startLoad({ lanes: LANES, total: 3_000, ask: asks(key) })
    await load.done
    const rounds = Math.ceil((performance.now() - beganMs) / CIRCUIT.openMs)
    expect(load.failures).toEqual([])
    expect(well.requests).toHaveLength(3_000)
    await well.close()

    // Nobody can count refused connections but the hub itself.
    const attempts = (await hub.takeRows()).flatMap(
      ({ trace }) => (trace as { attempts: AttemptSeen[] }).attempts,
    )
    const atDead = attempts.filter(({ providerId }) => providerId === dead)
    const isProbe = ({ availability }: AttemptSeen) => availability[dead] === 'probe'
    const [probes, others] = [atDead.filter(isProbe), atDead.filter((attempt) => !isProbe(attempt))]
    expect(new Set(atDead.map(({ outcome }) => outcome))).toEqual(new Set(['refused']))
    expect(others.length).toBeGreaterThanOrEqual(CIRCUIT.failureThreshold)
    expect(others.length).toBeLessThanOrEqual(BEFORE_OPEN)
    expect(probes.length).toBeGreaterThan(0)
    expect(probes.length).toBeLessThanOrEqual(rounds * CIRCUIT.successThreshold)
    expect(Math.max(...times(others))).toBeLessThan(Math.min(...times(probes)))
  }, 60_000)

  it('7,000 requests do not notice that it answers 500; it is probed, comes back, and takes its share', async () => {
    const group = 'answers 500'
    const shared = { type: 'claude' as const, groupTags: [group], circuit: CIRCUIT }
    const dead = await addNamedProvider(hub, { ...shared, weight: 3 })
    const well = await addNamedProvider(hub, { ...shared, weight: 1 })
    const { key } = await hub.addKey({ providerGroup: group })
    dead.breakDown()

    const load = startLoad({ lanes: LANES, total: 4_600, ask: asks(key) })
    await load.done
    // Slowly on, so that there is a round of probes on a fast machine, too.
    const more = startLoad({
      lanes: 4,
      total: 400,
      pauseMs: 10,
      ask: asks(key),
    })
    await more.done
    expect([...load.failures, ...more.failures]).toEqual([])
    expect(well.requests).toHaveLength(5_000)

    const [first = [], ...rounds] = inRounds(dead.requests.map(({ startedAtMs }) => startedAtMs))
    expect(first.length).toBeGreaterThanOrEqual(CIRCUIT.failureThreshold)
    expect(first.length).toBeLessThanOrEqual(BEFORE_OPEN)
    expect(rounds.length).toBeGreaterThan(0)
    for (const round of rounds) expect(round.length).toBeLessThanOrEqual(CIRCUIT.successThreshold)

    dead.mend()
    const back = startLoad({ lanes: 10, pauseMs: 5, ask: asks(key, withoutSession) })
    // Until the open circuit's time is over, two probes have succeeded, and it is one of two again.
    const mended = dead.requests.length
    await expect
      .poll(() => dead.requests.length - mended, { timeout: 5_000, interval: 20 })
      .toBeGreaterThan(20)
    await back.stop()
    expect(back.failures).toEqual([])

    dead.forget()
    const after = startLoad({ lanes: LANES, total: 2_000, ask: asks(key, withoutSession) })
    await after.done
    expect(after.failures).toEqual([])
    // Without sessions, which stay where they are. 1,500 are its share of 3 in 4; five standard deviations are 97.
    expect(Math.abs(dead.requests.length - 1_500)).toBeLessThan(100)
    await Promise.all([dead.close(), well.close()])
  }, 60_000)

  it('the failover adds at most 50 ms after the failing answer', async () => {
    const group = 'timing'
    const shared = { type: 'claude' as const, groupTags: [group], circuit: { failureThreshold: 100 } }
    const dead = await addNamedProvider(hub, { ...shared, priority: 0 })
    const well = await addNamedProvider(hub, { ...shared, priority: 1 })
    const { key } = await hub.addKey({ providerGroup: group })
    const addedMs: number[] = []
    let failedAtMs = 0
    const { steps, ...answer } = failingAnswer('claude', 500)
    dead.answer(() => ({
      ...answer,
      steps: (function* () {
        yield { pauseMs: 20 }
        yield* steps
        failedAtMs = performance.now()
      })(),
    }))
    for (let i = 0; i < 60; i++) {
      const by = servedBy(await ask(i, key))
      addedMs.push(performance.now() - failedAtMs)
      expect(by).toBe(well.id)
    }
    expect(dead.requests).toHaveLength(60)
    // The median: a shared machine with two cores now and then lets any one request stand still for longer than that.
    // It holds the whole second attempt, the way to the second provider and back to the client.
    expect(percentile(addedMs, 0.5)).toBeLessThan(50)
    await Promise.all([dead.close(), well.close()])
  }, 30_000)
})

/** Calls that began within half the time that the circuit stays open, as one round of probes would. */
function inRounds(startedAtMs: readonly number[]): number[][] {
  const rounds: number[][] = []
  for (const atMs of startedAtMs) {
    const round = rounds.at(-1)
    if (round && atMs - (round.at(-1) ?? 0) < CIRCUIT.openMs / 2) round.push(atMs)
    else rounds.push([atMs])
  }
  return rounds
}
