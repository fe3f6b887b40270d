/** A cheap Anthropic-like upstream: answers are made beforehand, request bodies are only counted. Each delta of a stream
 * carries its number and the time it was sent, so that the load generator can check order and measure delay.
 * Runs as a process of its own: `mock-upstream.ts PORT`. */
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'

const sse = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
const usage = { input_tokens: 1_234, cache_creation_input_tokens: 100, cache_read_input_tokens: 9_000 }
const message = {
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'claude-bench',
  stop_reason: null,
  stop_sequence: null,
}
const HEAD =
  sse('message_start', { message: { ...message, content: [], usage: { ...usage, output_tokens: 1 } } }) +
  sse('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
const tail = (chunks: number) =>
  sse('content_block_stop', { index: 0 }) +
  sse('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: chunks * 6 },
  }) +
  sse('message_stop', {})
const JSON_ANSWER = Buffer.from(
  JSON.stringify({
    ...message,
    stop_reason: 'end_turn',
    content: [{ type: 'text', text: 'The quick brown fox jumps over the lazy dog. '.repeat(12) }],
    usage: { ...usage, output_tokens: 120 },
  }),
)

const FAILURE = Buffer.from('{"type":"error","error":{"type":"api_error","message":"bench"}}')

/** Microseconds of the clock that all processes of a machine share. */
const nowMicros = () => Number(process.hrtime.bigint() / 1_000n)

function stream(response: ServerResponse, chunks: number, everyMs: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_bench' })
  response.write(HEAD)
  let sent = 0
  const next = () => {
    if (response.destroyed) return
    const text = `#${String(sent)}@${String(nowMicros())}# and some words of an answer`
    response.write(sse('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }))
    sent += 1
    if (sent < chunks) setTimeout(next, everyMs)
    else response.end(tail(chunks))
  }
  setTimeout(next, everyMs)
}

const server = createServer((request, response) => {
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  let start = ''
  request.on('data', (chunk: Buffer) => {
    if (start.length < 64) start += chunk.toString('latin1', 0, 64)
  })
  request.on('end', () => {
    // A provider below this path is one that always fails.
    if (request.url?.startsWith('/failing/')) {
      response.writeHead(500, { 'content-type': 'application/json', 'content-length': FAILURE.length })
      response.end(FAILURE)
      return
    }
    // Bodies of the load generator begin with their wishes: {"model":"bench-CHUNKS-EVERYMS",…
    const wish = /"bench-(\d+)-(\d+)"/.exec(start)
    if (wish) {
      stream(response, Number(wish[1]), Number(wish[2]))
      return
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': JSON_ANSWER.length,
      'request-id': 'req_bench',
    })
    response.end(JSON_ANSWER)
  })
})
server.keepAliveTimeout = 60_000
server.listen(Number(process.argv[2]), '127.0.0.1', 4_096)
