/** A cheap upstream that speaks Anthropic's protocol and chat completions: answers are made beforehand, request bodies are
 * only counted. Each delta of a stream
 * carries its number and the time it was sent, so that the load generator can check order and measure delay.
 * Runs as a process of its own: `mock-upstream.ts PORT`. */
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'

/** How one protocol says its answers. */
interface Wording {
  head: string
  delta(text: string): string
  tail(chunks: number): string
  whole: Buffer
}

const TEXT = 'The quick brown fox jumps over the lazy dog. '.repeat(12)

function anthropic(): Wording {
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
  return {
    head:
      sse('message_start', { message: { ...message, content: [], usage: { ...usage, output_tokens: 1 } } }) +
      sse('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    delta: (text) => sse('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
    tail: (chunks) =>
      sse('content_block_stop', { index: 0 }) +
      sse('message_delta', {
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: chunks * 6 },
      }) +
      sse('message_stop', {}),
    whole: Buffer.from(
      JSON.stringify({
        ...message,
        stop_reason: 'end_turn',
        content: [{ type: 'text', text: TEXT }],
        usage: { ...usage, output_tokens: 120 },
      }),
    ),
  }
}

function chat(): Wording {
  const common = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'bench' }
  const usageOf = (output: number) => ({
    prompt_tokens: 10_334,
    completion_tokens: output,
    total_tokens: 10_334 + output,
    prompt_tokens_details: { cached_tokens: 9_000 },
  })
  const chunk = (fields: object) =>
    `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', ...fields })}\n\n`
  const choice = (delta: object, reason: string | null) =>
    chunk({ choices: [{ index: 0, delta, finish_reason: reason }] })
  return {
    head: choice({ role: 'assistant', content: '' }, null),
    delta: (text) => choice({ content: text }, null),
    tail: (chunks) =>
      `${choice({}, 'stop')}${chunk({ choices: [], usage: usageOf(chunks * 6) })}data: [DONE]\n\n`,
    whole: Buffer.from(
      JSON.stringify({
        ...common,
        object: 'chat.completion',
        choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
        usage: usageOf(120),
      }),
    ),
  }
}

const ANTHROPIC = anthropic()
const CHAT = chat()

const FAILURE = Buffer.from('{"type":"error","error":{"type":"api_error","message":"bench"}}')

/** Microseconds of the clock that all processes of a machine share. */
const nowMicros = () => Number(process.hrtime.bigint() / 1_000n)

function stream(response: ServerResponse, wording: Wording, chunks: number, everyMs: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_bench' })
  response.write(wording.head)
  let sent = 0
  const next = () => {
    if (response.destroyed) return
    const text = `#${String(sent)}@${String(nowMicros())}# and some words of an answer`
    response.write(wording.delta(text))
    sent += 1
    if (sent < chunks) setTimeout(next, everyMs)
    else response.end(wording.tail(chunks))
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
    const wording = request.url?.endsWith('/chat/completions') ? CHAT : ANTHROPIC
    // Bodies of the load generator begin with their wishes: {"model":"bench-CHUNKS-EVERYMS",…
    const wish = /"bench-(\d+)-(\d+)"/.exec(start)
    if (wish) {
      stream(response, wording, Number(wish[1]), Number(wish[2]))
      return
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': wording.whole.length,
      'request-id': 'req_bench',
    })
    response.end(wording.whole)
  })
})
server.keepAliveTimeout = 60_000
server.listen(Number(process.argv[2]), '127.0.0.1', 4_096)
