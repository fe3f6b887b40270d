/** The floor for a gateway on Node: node:http in, undici out, nothing between; no authentication, no parsing, no log.
 * Runs as a process of its own: `pass-through.ts PORT UPSTREAM`. */
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { Pool } from 'undici'
import type { Dispatcher } from 'undici'

const [port, upstream] = [Number(process.argv[2]), process.argv[3] ?? '']
const pool = new Pool(upstream, { connections: 4_096, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'upgrade', 'expect'])

function strip(raw: readonly (string | Buffer)[]): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase()
    if (!HOP_BY_HOP.has(name)) kept.push(name, String(raw[i + 1]))
  }
  return kept
}

/** undici's callback handler: what a gateway written for speed would use. */
class Handler implements Dispatcher.DispatchHandler {
  abort: ((reason?: Error) => void) | null = null

  constructor(private readonly response: ServerResponse) {}

  onConnect(abort: (reason?: Error) => void): void {
    this.abort = abort
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    if (status < 200) return true
    this.response.on('drain', resume)
    this.response.writeHead(status, strip(raw))
    return true
  }

  onData(chunk: Buffer): boolean {
    return this.response.write(chunk)
  }

  onComplete(): void {
    this.response.end()
  }

  onError(): void {
    this.response.destroy()
  }
}

const server = createServer({ requestTimeout: 0 }, (request, response) => {
  const handler = new Handler(response)
  const method = request.method === 'POST' ? 'POST' : 'GET'
  pool.dispatch(
    { path: request.url ?? '/', method, headers: strip(request.rawHeaders), body: request },
    handler,
  )
  response.on('close', () => {
    if (!response.writableFinished) handler.abort?.(new Error('client gone'))
  })
})
server.keepAliveTimeout = 60_000
server.listen(port, '127.0.0.1', 4_096)
