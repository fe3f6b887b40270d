import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const ADMIN_TOKEN = 'e2e-admin-token-0123456789'

const root = fileURLToPath(new URL('..', import.meta.url))
const entry = join(root, 'build/server/index.js')
const START_MS = 20_000
const CONSOLE_URL = /Console\s+(http:\/\/\S+)/

/** A real hub with an empty data directory, as `npm start` runs it. */
export interface Hub {
  /** Without a trailing slash. */
  url: string
  dataDir: string
  /** Call the admin API as an automation would. @throws Error when it refuses */
  admin(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
  stop(): Promise<void>
}

/** @param env SETTING_* and whatever else its environment would say */
export async function startHub(env: Record<string, string> = {}): Promise<Hub> {
  if (!existsSync(entry)) throw new Error('There is no build; run "npm run build" first')
  const dataDir = await mkdtemp(join(tmpdir(), 'cch-e2e-'))
  const hub = spawn(process.execPath, [entry], {
    cwd: root,
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH ?? '',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      ADMIN_TOKEN,
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = async () => {
    if (hub.exitCode === null && hub.signalCode === null) {
      hub.kill('SIGTERM')
      await Promise.race([once(hub, 'exit'), wait(5_000).then(() => hub.kill('SIGKILL'))])
    }
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const url = await readUrl(hub)
    await untilHealthy(url)
    return { url, dataDir, stop, admin: (method, path, body) => callAdmin(url, method, path, body) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The hub chose a free port itself and says which. */
function readUrl(hub: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const url = CONSOLE_URL.exec(output)?.[1]
      if (url !== undefined) resolve(url)
    }
    hub.stdout?.on('data', read)
    hub.stderr?.on('data', read)
    hub.once('exit', (code) =>
      reject(new Error(`The hub ended with ${String(code)} before it listened:\n${output}`)),
    )
    setTimeout(() => reject(new Error(`The hub did not listen in time:\n${output}`)), START_MS).unref()
  })
}

async function untilHealthy(url: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer?.ok) return
    await wait(100)
  }
  throw new Error(`${url}/healthz did not become healthy`)
}

async function callAdmin(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api/actions${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${await answer.text()}`)
  // Every answer of the admin API is a JSON object.
  return (await answer.json()) as Record<string, unknown>
}
