import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Redis of its own for one test file: on loopback, in memory only, and as unreliable as the test wants it. */
export interface RedisForTests {
  url: string
  port: number
  /** `kill -9`, so that every connection breaks and everything is lost. */
  kill(): Promise<void>
  /** Alive for the kernel, silent for its clients. */
  pause(): void
  resume(): void
  /** Start again, empty, on the same port. */
  start(): Promise<void>
  stop(): Promise<void>
}

const BINARIES = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/usr/bin/valkey-server']

/** Path of a Redis server, or null. REDIS_SERVER_PATH names one. */
export function findRedisServer(): string | null {
  const named = process.env['REDIS_SERVER_PATH']
  if (named !== undefined && named !== '') return named
  return BINARIES.find((path) => existsSync(path)) ?? null
}

/** How a suite that needs Redis is called; says why it is skipped when it is. */
export const redisSuite = (title: string): string =>
  startRedis.isMissing() ? `${title} (skipped: there is no redis-server)` : title

/** @throws Error when there is no server program, or it does not start */
export async function startRedis(): Promise<RedisForTests> {
  const program = findRedisServer()
  if (program === null) throw new Error('there is no redis-server; install it or set REDIS_SERVER_PATH')
  const folder = mkdtempSync(join(tmpdir(), 'cch-redis-'))
  const port = await freePort()
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  let server: ChildProcess | null = null

  const kill = async (): Promise<void> => {
    const running = server
    server = null
    if (running?.exitCode !== null) return
    running.kill('SIGKILL')
    await once(running, 'exit')
  }
  const killAtExit = () => server?.kill('SIGKILL')
  process.once('exit', killAtExit)

  const start = async (): Promise<void> => {
    server = spawn(program, args, { stdio: 'ignore' })
    await answers(port, server)
  }
  await start()
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    port,
    kill,
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    start,
    async stop() {
      await kill()
      process.removeListener('exit', killAtExit)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

startRedis.isMissing = (): boolean => findRedisServer() === null

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  // Of a listening TCP server the address is never a path.
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function answers(port: number, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await ping(port))) {
    if (Date.now() > deadline || server.exitCode !== null) throw new Error('redis-server did not start')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (alive: boolean) => {
      socket.destroy()
      resolve(alive)
    }
    socket.once('error', () => end(false))
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')))
    socket.write('PING\r\n')
  })
}
