/** The floor for a gateway on Node: node:http in, undici out, nothing between; no authentication, no parsing, no log.
 * Runs as a process of its own: `pass-through.ts PORT UPSTREAM`. */
import { createServer } from 'node:http'
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

const server = createServer({ requestTimeout: 0 }, (request, response) => {
  let abort: ((reason?: Error) => void) | null = null
  const handler: Dispatcher.DispatchHandler = {
    onConnect(aborter) {
      abort = aborter
    },
    onHeaders(status, raw, resume) {
      if (status < 200) return true
      response.on('drain', resume)
      response.writeHead(status, strip(raw))
      return true
    },
    onData: (chunk) => response.write(chunk),
    onComplete() {
      response.end()
    },
    onError() {
      response.destroy()
    },
  }
  const method = request.method === 'POST' ? 'POST' : 'GET'
  pool.dispatch({ path: request.url ?? '/', method, headers: strip(request.rawHeaders), body: request }, handler)
  response.on('close', () => {
    if (!response.writableFinished) abort?.(new Error('client gone'))
  })
})
server.keepAliveTimeout = 60_000
server.listen(port, '127.0.0.1', 4_096)
