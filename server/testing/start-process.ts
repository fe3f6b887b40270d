import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../index.ts', import.meta.url))

export interface HubProcess {
  child: ChildProcess
  /** All that it has printed. */
  output: () => string
  /** Where it listens, as it says itself. */
  url: Promise<string>
  exit: Promise<number | null>
}

/** The hub as its own process, from source, as an operator starts it. */
export function startProcess(env: Record<string, string>): HubProcess {
  const base = {
    PATH: process.env['PATH'] ?? '',
    HOST: '127.0.0.1',
    PORT: '0',
    NODE_ENV: 'production' as const,
  }
  const child = spawn(process.execPath, ['--import', 'tsx', entry], { env: { ...base, ...env } })
  let text = ''
  const url = new Promise<string>((resolve) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const printed = /Console\s+(http\S+)/.exec(text)?.[1]
      if (printed !== undefined) resolve(printed)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
  })
  return { child, output: () => text, url, exit: new Promise((resolve) => child.once('exit', resolve)) }
}
