/** `npm test`: every suite that this machine can run, then a line a suite that says whether it ran, and why not.
 * As root on Debian, what is missing is installed. With CI set, a suite that did not run is a failure. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { findChromium, installDebian } from './find-programs'
import { startPostgres } from './start-postgres'
import { findRedisServer } from './start-redis'

interface Result {
  suite: string
  outcome: 'passed' | 'failed' | 'skipped'
  note: string
}

const results: Result[] = []

function run(suite: string, command: string, args: string[], env: Record<string, string> = {}): void {
  process.stdout.write(`\n▶ ${suite}\n`)
  const begin = Date.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  const seconds = Math.round((Date.now() - begin) / 1000)
  results.push({ suite, outcome: status === 0 ? 'passed' : 'failed', note: `${String(seconds)} s` })
}

const npm = (suite: string, script: string) => {
  run(suite, 'npm', ['run', '--silent', script])
}

/** At the same time: each keeps one core busy. What they say is shown one after the other. */
async function npmTogether(suites: Readonly<Record<string, string>>): Promise<void> {
  const begin = Date.now()
  const running = Object.entries(suites).map(async ([suite, script]) => {
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] })
    const [output, problems] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    const seconds = Math.round((Date.now() - begin) / 1000)
    process.stdout.write(`\n▶ ${suite}\n${output}${problems}`)
    const outcome = child.exitCode === 0 ? 'passed' : 'failed'
    results.push({ suite, outcome, note: `${String(seconds)} s` })
  })
  await Promise.all(running)
}

npm('database clients', 'db:generate')
await npmTogether({ types: 'typecheck', 'lint and format': 'lint' })

installDebian({
  postgresql: startPostgres.isMissing(),
  'redis-server': findRedisServer() === null,
  chromium: findChromium() === null,
})

const postgres = startPostgres()
const postgresEnv: Record<string, string> = postgres.ok ? { TEST_DATABASE_URL: postgres.url } : {}
run('unit and integration', 'npx', ['vitest', 'run'], postgresEnv)
results.push(
  postgres.ok
    ? { suite: 'stores on PostgreSQL', outcome: 'passed', note: 'part of the suite above' }
    : { suite: 'stores on PostgreSQL', outcome: 'skipped', note: postgres.reason },
)
if (postgres.ok) postgres.stop()
results.push(
  findRedisServer() === null
    ? {
        suite: 'shared state on Redis',
        outcome: 'skipped',
        note: 'there is no redis-server; set REDIS_SERVER_PATH or install it',
      }
    : { suite: 'shared state on Redis', outcome: 'passed', note: 'part of the suite above' },
)

npm('build', 'build')
const chromium = findChromium()
if (chromium === null)
  results.push({
    suite: 'browser',
    outcome: 'skipped',
    note: 'there is no Chromium; set CHROMIUM_PATH or install it',
  })
else run('browser', 'npx', ['playwright', 'test', '--project=e2e'], { CHROMIUM_PATH: chromium })

process.stdout.write('\n')
for (const { suite, outcome, note } of results)
  process.stdout.write(`${outcome.padEnd(8)} ${suite} (${note})\n`)
const count = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome).length
process.stdout.write(
  `Suites: ${String(count('passed'))} passed, ${String(count('failed'))} failed, ${String(count('skipped'))} skipped\n`,
)
const incomplete = process.env['CI'] !== undefined && count('skipped') > 0
if (incomplete) process.stdout.write('CI is set, so a skipped suite is a failure.\n')
process.exit(count('failed') > 0 || incomplete ? 1 : 0)
