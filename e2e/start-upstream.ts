import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const UPSTREAM_KEY = 'upstream-credential-Zx9Q'
export const UPSTREAM_MODELS = ['claude-opus-4-5', 'claude-sonnet-4-5']

/** Below this path every message is refused as by an overloaded provider. */
const BROKEN = '/broken'
/** Below this path an answer streams a word at a time until its client leaves. */
const ENDLESS = '/endless'

export interface Upstream {
  url: string
  /** Of the same API, but overloaded. */
  brokenUrl: string
  /** Of the same API, but it never comes to an end. */
  endlessUrl: string
  stop(): Promise<void>
}

/** A simulated Anthropic API: lists its models and gives every message the same answer. */
export async function startUpstream(): Promise<Upstream> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
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
      else if (request.url?.startsWith(ENDLESS)) talk(response)
      else if (/"stream":\s*true/.test(Buffer.concat(chunks).toString())) stream(response)
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
    endlessUrl: `${url}${ENDLESS}`,
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

const WORD_MS = 100

function begin(response: ServerResponse) {
  const say = (type: string, fields: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_e2e' })
  const usage = { ...message.usage, output_tokens: 1 }
  say('message_start', { message: { ...message, content: [], stop_reason: null, usage } })
  say('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
  return say
}

function stream(response: ServerResponse): void {
  const say = begin(response)
  for (const { text } of message.content)
    say('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })
  say('content_block_stop', { index: 0 })
  const { stop_reason, stop_sequence, usage } = message
  say('message_delta', {
    delta: { stop_reason, stop_sequence },
    usage: { output_tokens: usage.output_tokens },
  })
  say('message_stop', {})
  response.end()
}

function talk(response: ServerResponse): void {
  const say = begin(response)
  const timer = setInterval(() => {
    say('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'and on, ' } })
  }, WORD_MS)
  response.once('close', () => {
    clearInterval(timer)
  })
}
