import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createHub } from './container'
import { drain } from './platform/drain'
import { listen } from './platform/listen'
import { loadEnvFile, readEnv } from './platform/env'
import type { Env } from './platform/env'
import { createLogger } from './platform/logger'
import type { Logger } from './platform/logger'
import { restrictFiles } from './platform/restrict-files'
import { isFirstWorker, isSupervisor, superviseWorkers } from './platform/supervise-workers'

/** Environment → container → listen → drain. The source lies one folder below the repository, the bundle two. */
const root = new URL(import.meta.url.endsWith('.ts') ? '../' : '../../', import.meta.url)
const path = (relative: string) => fileURLToPath(new URL(relative, root))

try {
  restrictFiles()
  loadEnvFile()
  const env = readEnv()
  const log = createLogger({ level: env.LOG_LEVEL })
  if (isSupervisor(env.WORKERS)) superviseWorkers({ count: env.WORKERS, log })
  else await serve(env, log)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function serve(env: Env, log: Logger): Promise<void> {
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { version: string }
  const paths = {
    migrations: path('prisma/migrations'),
    priceSeed: path('prisma/seed/model-prices.json'),
    consoleBuild: path('build/console/index.js'),
    publicDir: path('public'),
  }
  const hub = await createHub({ env, paths, version, log })
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal, inFlight: hub.inFlight() }, 'shutting down')
    hub.leaveService()
    void drain(hub.server, { inFlight: () => hub.inFlight(), deadlineMs: hub.settings().shutdownDrainMs })
      .then(() => hub.close())
      .then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  const scheme = env.TLS_CERT_FILE === undefined ? 'http' : 'https'
  const port = await listen(hub.server, { host: env.HOST, port: env.PORT })
  const url =
    env.PUBLIC_URL ??
    `${scheme}://${env.HOST === '0.0.0.0' || env.HOST === '::' ? 'localhost' : env.HOST}:${String(port)}`

  const token = hub.dataDir.madeAdminToken
    ? `  Admin token (shown once, kept in ${env.DATA_DIR}/admin.token)\n  ${hub.dataDir.adminToken}\n`
    : ''
  if (isFirstWorker()) process.stdout.write(`\n  Claude Code Hub ${version}\n  Console  ${url}\n${token}\n`)
}
