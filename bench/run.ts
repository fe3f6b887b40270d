/** `npm run bench`: the hub beside the bare pass-through, against one mock upstream, in one run, all features on. The figure
 * to trust on a shared machine is CPU time a request, as a ratio to the pass-through's.
 * Options: --seconds N (6), --rounds N (3), --only NAME,NAME */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpuSeconds, residentMb, runLoad, startScript, untilAnswers } from './processes'
import type { LoadJob, LoadResult } from './load'

const option = (name: string, fallback: string) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? fallback : (process.argv[at + 1] ?? fallback)
}
const seconds = Number(option('seconds', '6'))
const rounds = Number(option('rounds', '3'))
const only = option('only', '').split(',').filter(Boolean)

const PORTS = { mock: 23_901, passThrough: 23_902, hub: 23_903 }
const UPSTREAM = `http://127.0.0.1:${String(PORTS.mock)}`
const ADMIN_TOKEN = 'bench-admin-token-0123456789'

type Case = Pick<LoadJob, 'kind' | 'connections' | 'stream'>
const CASES: Record<string, Case> = {
  '1 KB call': { kind: 'small', connections: 64, stream: null },
  '150 KB call': { kind: 'large', connections: 64, stream: null },
  '100 streams': { kind: 'small', connections: 100, stream: { chunks: 100, everyMs: 20 } },
  '500 streams': { kind: 'small', connections: 500, stream: { chunks: 50, everyMs: 40 } },
}

/** A key whose first provider fails every time, beside one without: both through the hub, at a load that leaves room. */
const FAILOVER = { name: 'failover', load: { kind: 'alone', connections: 4, stream: null } } as const

interface Target {
  name: string
  port: number
  key: string
  process: ChildProcess
}
interface Measured extends LoadResult {
  cpuMicros: number
  peakMb: number
}

async function startHub(dataDir: string): Promise<{ plain: Target; failing: Target }> {
  const env = {
    PATH: process.env.PATH,
    PORT: String(PORTS.hub),
    DATA_DIR: dataDir,
    ADMIN_TOKEN,
    LOG_LEVEL: 'warn',
  }
  const child = spawn(process.execPath, ['--max-semi-space-size=8', 'server/start.mjs'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, NODE_ENV: 'production' },
  })
  await untilAnswers(PORTS.hub, '/readyz')
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${String(PORTS.hub)}/api/actions${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return (await response.json()) as Record<string, string>
  }
  const provider = { type: 'claude', apiKey: 'bench-upstream-key' }
  const groups = { plain: ['plain', 'failing'], failing: ['failing'] }
  await post('/providers', {
    ...provider,
    name: 'mock',
    baseUrl: UPSTREAM,
    priority: 1,
    groupTags: groups.plain,
  })
  const baseUrl = `${UPSTREAM}/failing`
  await post('/providers', { ...provider, name: 'failing', baseUrl, groupTags: groups.failing })
  // The failing provider stays in service, so that every request meets it.
  await post('/error-rules', {
    name: 'bench',
    priority: 0,
    conditions: { statuses: ['500'] },
    retry: true,
    switchProvider: true,
    breaker: false,
  })
  const { id: userId = '' } = await post('/users', { name: 'bench' })
  const target = async (name: string, providerGroup: string): Promise<Target> => {
    const { key = '' } = await post('/keys', { userId, name, providerGroup })
    return { name, port: PORTS.hub, key, process: child }
  }
  return { plain: await target('hub', 'plain'), failing: await target('hub, failing over', 'failing') }
}

async function measure(target: Target, load: Case, forSeconds: number): Promise<Measured> {
  const pid = target.process.pid ?? 0
  const before = cpuSeconds(pid)
  let peakMb = 0
  const sampler = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(pid))
  }, 100)
  const result = await runLoad({ ...load, port: target.port, key: target.key, seconds: forSeconds })
  // What is written behind the answers belongs to the requests.
  await new Promise((resolve) => setTimeout(resolve, 300))
  clearInterval(sampler)
  return { ...result, peakMb, cpuMicros: ((cpuSeconds(pid) - before) / result.requests) * 1e6 }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

function row(cells: (string | number)[]): string {
  const widths = [14, 20, 9, 7, 12, 10, 12, 14, 12, 8]
  return cells.map((cell, i) => String(cell).padEnd(widths[i] ?? 8)).join('')
}

function print(name: string, runs: Map<Target, Measured[]>): void {
  let floor = 0
  for (const [target, measured] of runs) {
    const of = (pick: (one: Measured) => number) => median(measured.map(pick))
    const cpu = of((one) => one.cpuMicros)
    if (floor === 0) floor = cpu
    const first = measured[0]?.firstDeltaMs ? of((one) => one.firstDeltaMs?.p50 ?? 0).toFixed(2) : '-'
    const delta = measured[0]?.deltaMs ? of((one) => one.deltaMs?.p50 ?? 0).toFixed(2) : '-'
    const perSecond = of((one) => one.requests / one.seconds).toFixed(0)
    const cells = [
      perSecond,
      cpu.toFixed(0),
      `${(cpu / floor).toFixed(2)} x`,
      of((one) => one.latencyMs.p50).toFixed(2),
      first,
      delta,
      of((one) => one.peakMb).toFixed(0),
    ]
    console.log(row([name, target.name, ...cells, measured.reduce((sum, one) => sum + one.failed, 0)]))
  }
}

/** Targets take turns, and the first one is what the others are compared with. */
async function compare(name: string, load: Case, targets: readonly Target[]): Promise<void> {
  if (only.length > 0 && !only.includes(name)) return
  const runs = new Map<Target, Measured[]>(targets.map((target) => [target, []]))
  for (const target of targets) await measure(target, load, Math.min(2, seconds))
  for (let round = 0; round < rounds; round++)
    for (const [target, measured] of runs) measured.push(await measure(target, load, seconds))
  print(name, runs)
}

const dataDir = mkdtempSync(join(tmpdir(), 'cch-bench-'))
const children: ChildProcess[] = []
try {
  children.push(await startScript('mock-upstream.ts', PORTS.mock))
  const passThrough = await startScript('pass-through.ts', PORTS.passThrough, UPSTREAM)
  children.push(passThrough)
  const hub = await startHub(dataDir)
  children.push(hub.plain.process)
  const targets: Target[] = [
    { name: 'pass-through', port: PORTS.passThrough, key: 'none', process: passThrough },
    hub.plain,
  ]

  console.log(
    row([
      'case',
      'target',
      'req/s',
      'CPU µs',
      'vs bare',
      'p50 ms',
      '1st delta',
      'delta p50 ms',
      'peak MB',
      'failed',
    ]),
  )
  for (const [name, load] of Object.entries(CASES)) await compare(name, load, targets)
  await compare(FAILOVER.name, FAILOVER.load, [hub.plain, hub.failing])
} finally {
  for (const child of children.reverse()) child.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 500))
  rmSync(dataDir, { recursive: true, force: true })
}
