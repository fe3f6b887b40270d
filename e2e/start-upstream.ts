import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const UPSTREAM_KEY = 'upstream-credential-Zx9Q'
export const UPSTREAM_MODELS = ['claude-opus-4-5', 'claude-sonnet-4-5']

/** Below this path every message is refused as by an overloaded provider. */
const BROKEN = '/broken'

export interface Upstream {
  url: string
  /** Of the same API, but overloaded. */
  brokenUrl: string
  stop(): Promise<void>
}

/** A simulated Anthropic API: lists its models and gives every message the same answer. */
export async function startUpstream(): Promise<Upstream> {
  const server = createServer((request, response) => {
    request.resume()
    request.once('end', () => {
      if (request.headers['x-api-key'] !== UPSTREAM_KEY)
        send(response, 401, {
          type: 'error',
          error: { type: 'authentication_error', message: 'invalid x-api-key' },
        })
      else if (request.url?.endsWith('/v1/models'))
        send(response, 200, { data: UPSTREAM_MODELS.map((id) => ({ id, type: 'model' })) })
      else if (request.url?.startsWith(BROKEN))
        send(response, 529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })
      else send(response, 200, message)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server on a port has an AddressInfo; only pipes have a string.
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${String(port)}`
  return {
    url,
    brokenUrl: `${url}${BROKEN}`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const message = {
  id: 'msg_e2e',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5',
  content: [{ type: 'text', text: 'Hello from the simulated provider.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: {
    input_tokens: 1234,
    output_tokens: 56,
    cache_read_input_tokens: 7000,
    cache_creation_input_tokens: 0,
  },
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_e2e' })
    .end(JSON.stringify(body))
}
