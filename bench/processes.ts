/** Starting the processes of a measurement and reading what the system knows of them (Linux: /proc). */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { LoadJob, LoadResult } from './load'

const CLOCK_TICKS = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100
const here = (file: string) => new URL(file, import.meta.url).pathname

/** Start a TypeScript file of this folder and wait until its port answers. */
export async function startScript(file: string, port: number, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', here(file), String(port), ...args], {
    stdio: 'inherit',
  })
  await untilAnswers(port, '/')
  return child
}

export async function untilAnswers(port: number, path: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const answered = await fetch(`http://127.0.0.1:${String(port)}${path}`, { method: 'HEAD' }).then(
      (response) => response.status < 500 || path === '/',
      () => false,
    )
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing answers on port ${String(port)}`)
}

export function runLoad(job: LoadJob): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', here('load.ts'), JSON.stringify(job)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.on('exit', (code) => {
      if (code === 0) resolve(JSON.parse(out) as LoadResult)
      else reject(new Error(`the load generator ended with ${String(code)}`))
    })
  })
}

/** CPU seconds that a process has used, all its threads, user and system. */
export function cpuSeconds(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS
}

export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0) / 1_024
}
