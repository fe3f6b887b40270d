/** `npm run budget`: what the console costs its reader. Compressed scripts of the overview's first load in Chromium, and how
 * long the server takes for the overview, the requests and the statistics over a log of so many requests, made up first. Needs
 * a build. Ends with 1 when a budget is not kept.
 * Options: --rows N (10000000), --rounds N (40), --data DIR (a folder filled by an earlier run with --keep), --keep */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'
import { openSql } from '#server/platform/database-adapter'
import { migrate } from '#server/platform/migrate'
import { findChromium } from '../e2e/find-chromium'
import { ADMIN_TOKEN } from '../e2e/start-hub'
import { fillRequestLog } from './fill-request-log'

const SCRIPTS_BUDGET_BYTES = 200 * 1024
const P95_BUDGET_MS = 100
const DAYS = 32
const PAGES = [
  '/',
  '/requests',
  '/requests?status=error&range=7d',
  '/statistics',
  '/statistics?range=month&by=model',
]
const ROOT = new URL('..', import.meta.url)

const option = (name: string, fallback: string) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? fallback : (process.argv[at + 1] ?? fallback)
}
const rows = Number(option('rows', '10000000'))
const rounds = Number(option('rounds', '40'))
const given = option('data', '')
const keep = process.argv.includes('--keep')

async function fill(dataDir: string): Promise<void> {
  const url = pathToFileURL(join(dataDir, 'hub.db')).href
  const quiet = { info: () => undefined, warn: () => undefined }
  await migrate({ url, directory: new URL('prisma/migrations', ROOT).pathname, log: quiet })
  const sql = await openSql(url)
  const began = performance.now()
  const onDay = (day: number) => process.stdout.write(`\rday ${String(day)} of ${String(DAYS)}`)
  await fillRequestLog({ sql, kind: 'sqlite', rows, days: DAYS, untilMs: Date.now(), onDay })
  await sql.dispose()
  const seconds = ((performance.now() - began) / 1_000).toFixed(0)
  console.log(`\r${rows.toLocaleString('en')} requests, made in ${seconds} s`)
}

/** As `npm start` runs it, on a port of its own choice. */
async function startHub(dataDir: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const hub = spawn(process.execPath, ['--max-semi-space-size=16', 'server/start.mjs'], {
    cwd: ROOT,
    env: {
      ...{ NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, ADMIN_TOKEN },
      PATH: process.env.PATH,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    hub.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /Console\s+(http:\/\/\S+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    hub.once('exit', () => {
      reject(new Error(`The hub did not start:\n${output}`))
    })
  })
  const stop = async () => {
    hub.kill('SIGTERM')
    await once(hub, 'exit')
  }
  return { url, stop }
}

/** @returns bytes as they came over the line, and the session's cookie */
async function loadOverview(url: string): Promise<{ scripts: Map<string, number>; cookie: string }> {
  const executablePath = findChromium()
  if (executablePath === null)
    throw new Error('No Chromium: install it (apt-get install chromium) or set CHROMIUM_PATH')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const context = await browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(`${url}/login`)
    await page.locator('input[name=token]').fill(ADMIN_TOKEN)
    await page.locator('form button[type=submit]').click()
    await page.waitForURL(`${url}/`)
    const cookies = await context.cookies()
    const scripts = new Map<string, number>()
    // A browser that was never here: nothing of it is cached.
    const fresh = await browser.newContext({ locale: 'en-GB' })
    await fresh.addCookies(cookies)
    const overview = await fresh.newPage()
    overview.on('requestfinished', (request) => {
      if (request.resourceType() !== 'script') return
      void request.sizes().then(({ responseBodySize }) => {
        scripts.set(new URL(request.url()).pathname, responseBodySize)
      })
    })
    await overview.goto(`${url}/`, { waitUntil: 'load' })
    await overview.waitForTimeout(2_000)
    return { scripts, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }
  } finally {
    await browser.close()
  }
}

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0

/** From the request to the last byte of the page, one after the other: what the server takes, with no browser in it. */
async function timePage(url: string, cookie: string): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now()
    const answer = await fetch(url, { headers: { cookie } })
    await answer.arrayBuffer()
    times.push(performance.now() - before)
    if (answer.status !== 200) throw new Error(`${url}: ${String(answer.status)}`)
  }
  return times
}

const verdict = (kept: boolean): string => {
  if (!kept) process.exitCode = 1
  return kept ? 'kept' : 'NOT KEPT'
}

async function run(): Promise<void> {
  const dataDir = given || (await mkdtemp(join(tmpdir(), 'cch-budget-')))
  if (!given) await fill(dataDir)
  const hub = await startHub(dataDir)
  try {
    const { scripts, cookie } = await loadOverview(hub.url)
    const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0)
    console.log(
      `first load of the overview: ${String(scripts.size)} scripts, ${(bytes / 1024).toFixed(1)} KB compressed ` +
        `(budget ${String(SCRIPTS_BUDGET_BYTES / 1024)} KB: ${verdict(bytes <= SCRIPTS_BUDGET_BYTES)})`,
    )
    for (const [path, size] of [...scripts].toSorted((a, b) => b[1] - a[1]).slice(0, 5))
      console.log(`  ${(size / 1024).toFixed(1).padStart(6)} KB ${path}`)
    console.log(`${'page'.padEnd(40)}first ms   p50 ms   p95 ms (budget ${String(P95_BUDGET_MS)})`)
    for (const path of PAGES) {
      const [first = 0, ...times] = await timePage(`${hub.url}${path}`, cookie)
      const p95 = quantile(times, 0.95)
      const figures = [first, quantile(times, 0.5), p95].map((ms) => ms.toFixed(1).padStart(9)).join('')
      console.log(`${path.padEnd(39)}${figures} ${verdict(p95 <= P95_BUDGET_MS)}`)
    }
  } finally {
    await hub.stop()
    if (!given && !keep) await rm(dataDir, { recursive: true, force: true })
    if (keep) console.log(`kept: --data ${dataDir}`)
  }
}

await run()
