import { NO_USAGE } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import { startFakeUpstream } from '../fake-upstream'
import type { FakeUpstream, UpstreamAnswer, UpstreamStep } from '../fake-upstream'

/** What the upstream's own books say of one call. */
export interface UpstreamCall {
  /** The session that the client named: one a request in these tests. */
  session: string
  usage: Usage
  /** All of the answer was written to the socket, the usage in it. */
  answered: boolean
}

/** A provider of Claude's protocol that keeps its own books. */
export interface BillingUpstream extends FakeUpstream {
  readonly calls: readonly UpstreamCall[]
}

/** @param usageOf what the n-th call uses
 *  @param pauseMs between the parts of an answer, so that requests are met at every point of their way */
export async function startBillingUpstream(options: {
  usageOf: (n: number) => Usage
  pauseMs: (n: number) => number
}): Promise<BillingUpstream> {
  const upstream = await startFakeUpstream()
  const calls: UpstreamCall[] = []
  upstream.answer((request) => {
    const n = calls.length
    const call: UpstreamCall = {
      session: /_session_([\w-]+)/.exec(request.body.toString())?.[1] ?? '',
      usage: options.usageOf(n),
      answered: false,
    }
    calls.push(call)
    const parts = request.body.includes('"stream":true') ? streamed(call.usage) : whole(call.usage)
    return answerOf(parts, options.pauseMs(n), () => {
      call.answered = true
    })
  })
  return Object.assign(upstream, { calls })
}

interface Parts {
  contentType: string
  texts: string[]
}

function answerOf({ contentType, texts }: Parts, pauseMs: number, onDone: () => void): UpstreamAnswer {
  function* steps(): Iterable<UpstreamStep> {
    for (const text of texts) {
      if (pauseMs > 0) yield { pauseMs }
      yield text
    }
    onDone()
  }
  return { headers: [['content-type', contentType]], steps: steps() }
}

const usageBody = (usage: Usage, output = usage.output): object => ({
  input_tokens: usage.input,
  cache_read_input_tokens: usage.cacheRead,
  cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
  cache_creation: {
    ephemeral_5m_input_tokens: usage.cacheWrite5m,
    ephemeral_1h_input_tokens: usage.cacheWrite1h,
  },
  output_tokens: output,
})

function whole(usage: Usage): Parts {
  const text = JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'billed-model',
    content: [{ type: 'text', text: 'Hello' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: usageBody(usage),
  })
  const middle = Math.floor(text.length / 2)
  return { contentType: 'application/json', texts: [text.slice(0, middle), text.slice(middle)] }
}

function streamed(usage: Usage): Parts {
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'billed-model',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: usageBody(usage, 1),
  }
  const events = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: usage.output },
    },
    { type: 'message_stop' },
  ]
  return {
    contentType: 'text/event-stream',
    texts: events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
  }
}

/** Prices of `billed-model`, pico-USD a token. */
export const BILLED_RATES = {
  input: '3000000',
  output: '15000000',
  cacheRead: '300000',
  cacheWrite5m: '3750000',
  cacheWrite1h: '6000000',
} as const

/** What a call costs by these books, in nano-USD: rounded half up once, as a bill is. */
export function billOf(usage: Usage = NO_USAGE): bigint {
  const pico =
    BigInt(usage.input) * 3_000_000n +
    BigInt(usage.output) * 15_000_000n +
    BigInt(usage.cacheRead) * 300_000n +
    BigInt(usage.cacheWrite5m) * 3_750_000n +
    BigInt(usage.cacheWrite1h) * 6_000_000n
  return (pico + 500n) / 1_000n
}
