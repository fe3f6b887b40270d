import type { Dialect } from '#server/domain/dialect'
import { dialectOf } from '#server/domain/provider'
import type { ProviderType } from '#server/domain/provider'
import type { ProviderCreateInput } from '#server/trpc/schemas/provider'
import { startFakeUpstream } from '../fake-upstream'
import type { FakeUpstream, UpstreamAnswer, UpstreamRequest } from '../fake-upstream'
import type { ClientAnswer } from '../http-client'
import type { HubClient } from '../hub-client'
import { codeAssistAnswer, readyAnswer } from '../upstream-answers'
import { BEFORE_CONTENT } from '../upstream-faults'

/** A provider of a hub whose answers say which one it is, and which a test can break and mend. */
export interface NamedProvider extends FakeUpstream {
  id: string
  /** From now on every call is answered with this status and an error of its protocol. */
  breakDown(status?: 429 | 500, headers?: readonly [name: string, value: string][]): void
  mend(): void
}

/** Start a provider and tell the hub of it. It is well at first. */
export async function addNamedProvider(
  hub: HubClient,
  input: { type: ProviderType } & Partial<ProviderCreateInput>,
): Promise<NamedProvider> {
  const upstream = await startFakeUpstream()
  const id = await hub.addProvider({ ...input, baseUrl: upstream.origin })
  const mend = () => upstream.answer((request) => wellAnswer(input.type, request, id))
  mend()
  return Object.assign(upstream, {
    id,
    breakDown(status: 429 | 500 = 500, headers: readonly [string, string][] = []) {
      upstream.answer(failingAnswer(dialectOf(input.type), status, headers))
    },
    mend,
  })
}

/** Id of the provider whose answer it is. */
export const servedBy = (answer: ClientAnswer): string => String(answer.headers['x-request-id'])

/** A proper answer, streamed or not as the request asks. */
export function wellAnswer(type: ProviderType, request: UpstreamRequest, id: string): UpstreamAnswer {
  const streams = request.url.includes(':stream') || request.body.includes('"stream":true')
  const form = streams ? 'stream' : 'whole'
  const ready =
    type === 'gemini-cli' ? codeAssistAnswer('text', form) : readyAnswer(dialectOf(type), 'text', form)
  const headers = [
    ['content-type', ready.contentType],
    ['x-request-id', id],
  ] as const
  return { headers, steps: [ready.bytes] }
}

export function failingAnswer(
  dialect: Dialect,
  status: 429 | 500,
  headers: readonly (readonly [string, string])[] = [],
): UpstreamAnswer {
  const fault = BEFORE_CONTENT.find(({ name }) => name === `status ${String(status)}`)
  const answer = fault?.answer?.(dialect, 'whole')
  if (!answer) throw new Error(`there is no answer with status ${String(status)}`)
  return { ...answer, headers: [...(answer.headers ?? []), ...headers] }
}
