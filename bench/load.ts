/** The load generator, a process of its own: a job as JSON in argv, the result as one JSON line. Raw sockets, so that it
 * costs far less than what it measures. */
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { requestBody } from './bodies'

export interface LoadJob {
  port: number
  key: string
  kind: 'small' | 'large' | 'huge' | 'alone'
  connections: number
  /** How long new requests are begun. */
  seconds: number
  stream: { chunks: number; everyMs: number } | null
}

export interface LoadResult {
  requests: number
  failed: number
  seconds: number
  latencyMs: { p50: number; p99: number }
  /** Streams only: from the request to the first delta, less the upstream's own pause before it. */
  firstDeltaMs: { p50: number; p95: number } | null
  /** Streams only: from the upstream's sending of a delta to its arrival here. */
  deltaMs: { p50: number; p99: number } | null
}

const nowMicros = () => Number(process.hrtime.bigint() / 1_000n)
const MARK = /#(\d+)@(\d+)#/g

function quantiles<const Q extends string>(values: number[], wanted: Record<Q, number>): Record<Q, number> {
  const sorted = values.sort((a, b) => a - b)
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
  return Object.fromEntries(Object.entries<number>(wanted).map(([name, q]) => [name, at(q)])) as Record<
    Q,
    number
  >
}

/** One request after another on one connection; resolves with the whole raw answer. */
class Connection {
  private readonly socket: Socket
  private received = ''
  private done: ((answer: string | null) => void) | null = null
  private onText: ((text: string) => void) | null = null

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.socket.on('data', (chunk) => {
      const text = chunk.toString('latin1')
      this.received += text
      this.onText?.(text)
      if (isComplete(this.received)) this.finish(this.received)
    })
    this.socket.on('error', () => {
      this.finish(null)
    })
    this.socket.on('close', () => {
      this.finish(null)
    })
  }

  send(request: string, onText: ((text: string) => void) | null): Promise<string | null> {
    this.received = ''
    this.onText = onText
    return new Promise((resolve) => {
      this.done = resolve
      this.socket.write(request)
    })
  }

  close(): void {
    this.socket.destroy()
  }

  private finish(answer: string | null): void {
    const { done } = this
    this.done = null
    done?.(answer)
  }
}

function isComplete(text: string): boolean {
  const head = text.indexOf('\r\n\r\n')
  if (head === -1) return false
  const length = /content-length: (\d+)/i.exec(text.slice(0, head))
  return length ? text.length >= head + 4 + Number(length[1]) : text.endsWith('\r\n0\r\n\r\n')
}

async function runJob(job: LoadJob): Promise<LoadResult> {
  const body = requestBody(job.kind, job.stream)
  const request = `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: ${job.key}\r\nanthropic-version: 2023-06-01\r\nuser-agent: claude-cli/2.1.330 (external, cli)\r\nx-app: cli\r\nx-stainless-lang: js\r\nx-stainless-runtime: node\r\naccept: application/json\r\naccept-encoding: gzip, br\r\ncontent-type: application/json\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`
  const result: LoadResult = {
    requests: 0,
    failed: 0,
    seconds: 0,
    latencyMs: { p50: 0, p99: 0 },
    firstDeltaMs: null,
    deltaMs: null,
  }
  const [latencies, firsts, deltas]: [number[], number[], number[]] = [[], [], []]
  const begin = performance.now()

  // Streams begin one after another over the length of one, not all in the same millisecond.
  const spreadMs = job.stream ? job.stream.chunks * job.stream.everyMs : 0

  async function worker(_: unknown, index: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, (spreadMs * index) / job.connections))
    const connection = new Connection(job.port)
    while (performance.now() - begin < job.seconds * 1_000) {
      const sent = performance.now()
      let next = 0
      const watch = (text: string) => {
        for (const [, number, micros] of text.matchAll(MARK)) {
          if (Number(number) !== next) result.failed += 1
          if (next === 0 && job.stream) firsts.push(performance.now() - sent - job.stream.everyMs)
          deltas.push((nowMicros() - Number(micros)) / 1_000)
          next += 1
        }
      }
      const answer = await connection.send(request, job.stream ? watch : null)
      const complete =
        answer !== null && answer.startsWith('HTTP/1.1 200') && (!job.stream || next === job.stream.chunks)
      if (complete) latencies.push(performance.now() - sent)
      else result.failed += 1
      result.requests += 1
      if (answer === null) break
    }
    connection.close()
  }

  await Promise.all(Array.from({ length: job.connections }, worker))
  result.seconds = (performance.now() - begin) / 1_000
  result.latencyMs = quantiles(latencies, { p50: 0.5, p99: 0.99 })
  if (job.stream) {
    result.firstDeltaMs = quantiles(firsts, { p50: 0.5, p95: 0.95 })
    result.deltaMs = quantiles(deltas, { p50: 0.5, p99: 0.99 })
  }
  return result
}

const job = process.argv[2]
if (job !== undefined) process.stdout.write(`${JSON.stringify(await runJob(JSON.parse(job) as LoadJob))}\n`)
