import { Agent, request } from 'undici'
import type { EventMessage } from '#server/domain/events'
import type { WebhookTarget } from '#server/domain/webhook'
import { ForbiddenAddressError, guardedConnect } from '#server/platform/egress-guard'
import { buildWebhookRequest, refusalOf } from './build-webhook-request'

const DEADLINE_MS = 10_000
/** What is read of an answer. */
const MAX_BYTES = 1_024

/** How one try ended. */
export interface SendResult {
  /** HTTP or SMTP status; null when there was no answer. */
  status: number | null
  /** Null when the message was taken. */
  problem: string | null
  latencyMs: number
  /** Begin of the answer. */
  answer: string
}

export type SendWebhook = (
  target: Omit<WebhookTarget, 'id'>,
  message: EventMessage,
  deliveryId: string,
) => Promise<SendResult>

/** One try. Never rejects, follows no redirect, and reaches no link-local or metadata address. */
export function createSendWebhook(options: { nowMs: () => number; deadlineMs?: number }): SendWebhook {
  const { nowMs, deadlineMs = DEADLINE_MS } = options
  return async (target, message, deliveryId) => {
    const { url, headers, body } = buildWebhookRequest(target, message, { deliveryId, nowMs: nowMs() })
    const dispatcher = new Agent({ connect: guardedConnect({ timeoutMs: deadlineMs }) })
    const startedAt = performance.now()
    const done = (result: Pick<SendResult, 'status' | 'problem'>, answer = ''): SendResult => ({
      ...result,
      latencyMs: Math.round(performance.now() - startedAt),
      answer,
    })
    try {
      const answer = await request(url, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json', 'user-agent': 'claude-code-hub', ...headers },
        body,
        signal: AbortSignal.timeout(deadlineMs),
      })
      const text = withoutSecrets(await readBegin(answer.body), target)
      return done(
        { status: answer.statusCode, problem: refusalOf(target.kind, answer.statusCode, text) },
        text,
      )
    } catch (error) {
      return done({ status: null, problem: explain(error) })
    } finally {
      await dispatcher.destroy()
    }
  }
}

async function readBegin(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= MAX_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES).toString('utf8')
}

/** A receiver may repeat what it was asked. */
function withoutSecrets(text: string, { url, secret }: Pick<WebhookTarget, 'url' | 'secret'>): string {
  const { pathname, search } = new URL(url)
  const parts = [url, secret ?? '', `${pathname}${search}`, search, ...pathname.split('/')]
  return parts
    .filter((part) => part.length >= 8)
    .reduce((clean, part) => clean.replaceAll(part, '(hidden)'), text)
}

/** Never the error's own words, which may hold the address. */
function explain(error: unknown): string {
  if (error instanceof ForbiddenAddressError) return 'its address is one that is never fetched'
  if (error instanceof Error && error.name === 'TimeoutError') return 'it did not answer in time'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name was not found'
  if (code === 'ECONNREFUSED') return 'it refused the connection'
  if (/CERT|TLS|SSL|ALTNAME/.test(code)) return 'its certificate was not accepted'
  return 'it could not be reached'
}
