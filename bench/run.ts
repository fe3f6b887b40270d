/** `npm run bench`: the hub beside the bare pass-through, against one mock upstream, in one run, all features on. The figure
 * to trust on a shared machine is CPU time a request, as a ratio to the pass-through's.
 * Options: --seconds N (6), --rounds N (3), --warm-up N (15 seconds of each), --only NAME,NAME */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHub } from './hub'
import type { Target } from './hub'
import { cpuSeconds, residentMb, runLoad, startScript } from './processes'
import type { LoadJob, LoadResult } from './load'

const option = (name: string, fallback: string) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? fallback : (process.argv[at + 1] ?? fallback)
}
const seconds = Number(option('seconds', '6'))
const rounds = Number(option('rounds', '3'))
/** A gateway serves for weeks, and V8 is busy with the code of one for its first ten thousand requests. */
const warmUpSeconds = Number(option('warm-up', '15'))
const only = option('only', '').split(',').filter(Boolean)

const PORTS = { mock: 23_901, passThrough: 23_902, hub: 23_903 }
const UPSTREAM = `http://127.0.0.1:${String(PORTS.mock)}`

type Case = Pick<LoadJob, 'kind' | 'connections' | 'stream'>
const CASES: Record<string, Case> = {
  '1 KB call': { kind: 'small', connections: 64, stream: null },
  '150 KB call': { kind: 'large', connections: 64, stream: null },
  '100 streams': { kind: 'small', connections: 100, stream: { chunks: 100, everyMs: 20 } },
  '500 streams': { kind: 'small', connections: 500, stream: { chunks: 50, everyMs: 40 } },
}

/** A key whose first provider fails every time, beside one without: both through the hub, at a load that leaves room. */
const FAILOVER = { name: 'failover', load: { kind: 'alone', connections: 4, stream: null } } as const

interface Measured extends LoadResult {
  cpuMicros: number
  peakMb: number
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
  const widths = [24, 20, 9, 7, 12, 10, 12, 14, 12, 8]
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
async function compare(name: string, load: Case | undefined, targets: readonly Target[]): Promise<void> {
  if (!load || (only.length > 0 && !only.includes(name))) return
  const runs = new Map<Target, Measured[]>(targets.map((target) => [target, []]))
  for (const target of targets) await measure(target, load, warmUpSeconds)
  for (let round = 0; round < rounds; round++)
    for (const [target, measured] of runs) measured.push(await measure(target, load, seconds))
  print(name, runs)
}

/** How long the hub's one thread is busy at a time, while long conversations are translated beside 100 streams. */
async function loopDelay({ translated, loopDelayMs }: Awaited<ReturnType<typeof startHub>>): Promise<void> {
  const name = 'loop delay'
  if (only.length > 0 && !only.includes(name)) return
  const load = { port: translated.port, key: translated.key, seconds }
  // Reading it begins a new measurement.
  await loopDelayMs()
  const [streams, long] = await Promise.all([
    runLoad({ ...load, kind: 'small', connections: 100, stream: { chunks: 100, everyMs: 20 } }),
    runLoad({ ...load, kind: 'huge', connections: 1, stream: null }),
  ])
  const delay = (await loopDelayMs()).toFixed(1)
  const failed = streams.failed + long.failed
  console.log(
    `${name}: p99 ${delay} ms while ${String(long.requests)} bodies of 400 KB were translated beside 100 streams (${String(failed)} failed)`,
  )
}

const dataDir = mkdtempSync(join(tmpdir(), 'cch-bench-'))
const children: ChildProcess[] = []
try {
  children.push(await startScript('mock-upstream.ts', PORTS.mock))
  const passThrough = await startScript('pass-through.ts', PORTS.passThrough, UPSTREAM)
  children.push(passThrough)
  const hub = await startHub({ port: PORTS.hub, upstream: UPSTREAM, dataDir })
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
      'vs first',
      'p50 ms',
      '1st delta',
      'delta p50 ms',
      'peak MB',
      'failed',
    ]),
  )
  for (const [name, load] of Object.entries(CASES)) await compare(name, load, targets)
  await compare(FAILOVER.name, FAILOVER.load, [hub.plain, hub.failing])
  for (const name of ['1 KB call', '150 KB call', '100 streams'])
    await compare(`translated ${name}`, CASES[name], [hub.plain, hub.translated])
  await loopDelay(hub)
} finally {
  for (const child of children.reverse()) child.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 500))
  rmSync(dataDir, { recursive: true, force: true })
}
