import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { ProviderType } from '#server/domain/provider'
import { recordingsPresent as present } from '#server/testing/recorded-answers'
import { recordedRequests } from '#server/testing/recorded-requests'
import { CODECS } from './codecs'
import type { Part } from './ir/parts'
import type { IrRequest } from './ir/request'
import { prepareRequest } from './prepare-request'
import { joinRuns } from './repairs/join-turns'

const TARGETS: Record<Dialect, { type: ProviderType; model: string }> = {
  claude: { type: 'claude', model: 'claude-opus-4-6' },
  'openai-chat': { type: 'openai-compatible', model: 'gpt-5.4' },
  'codex-responses': { type: 'codex', model: 'gpt-5.4' },
  gemini: { type: 'gemini', model: 'gemini-3-pro-preview' },
}

interface Sent {
  readonly name: string
  readonly from: Dialect
  readonly request: IrRequest
}

function sentRequests(): Sent[] {
  return (recordedRequests() ?? []).map(({ name, from, body }) => ({
    name,
    from,
    request: CODECS[from].decodeRequest(body, { model: 'm', stream: true }),
  }))
}

/** Reasons why a recorded request cannot be said in another protocol. */
const REFUSALS =
  /needs a provider of the OpenAI Responses protocol|holds no such state|one answer|More than one answer/

/** Words of the conversation: what was said, what was called, what came of it. */
function wordsOf({ turns }: IrRequest): string {
  const ofPart = (part: Part): string => {
    switch (part.type) {
      case 'text':
      case 'refusal':
        return part.text
      case 'tool_call':
        return `${part.name}(${part.kind === 'function' ? canonical(part.arguments) : part.arguments})`
      case 'tool_result':
        return part.content.map(ofPart).join('')
      default:
        return ''
    }
  }
  return turns.flatMap(({ parts }) => parts.map(ofPart)).join('\n')
}

function canonical(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text || '{}'))
  } catch {
    return text
  }
}

/** Calls and their results, as the one to whom the request goes would pair them. */
function pairsIn(request: IrRequest): string[] {
  const { turns } = joinRuns(request)
  const problems: string[] = []
  let open: string[] = []
  for (const { role, parts } of turns) {
    const results = parts.flatMap((part) => (part.type === 'tool_result' ? [part.callId] : []))
    for (const id of results) if (!open.includes(id)) problems.push(`result without call: ${id}`)
    for (const id of open)
      if (role !== 'system' && !results.includes(id)) problems.push(`call without result: ${id}`)
    if (role !== 'system') open = parts.flatMap((part) => (part.type === 'tool_call' ? [part.id] : []))
  }
  return [...problems, ...open.map((id) => `call without result: ${id}`)]
}

const requests = present ? sentRequests() : []
const pairs = DIALECTS.flatMap((from) =>
  DIALECTS.filter((to) => to !== from).map((to): [Dialect, Dialect] => [from, to]),
)

describe.skipIf(!present)('recorded requests (skipped where ../shared/fixtures is not there)', () => {
  it('are many', () => {
    expect(requests.length).toBeGreaterThan(350)
  })

  describe.each(pairs)('%s to %s', (from, to) => {
    it.each(requests.filter((one) => one.from === from))('$name', ({ request }) => {
      const { type: providerType, model } = TARGETS[to]
      const options = { from, to, providerType, model, repairsOff: [], refusal: '' }
      let prepared
      try {
        prepared = prepareRequest(request, options)
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError)
        expect(String(error instanceof GatewayError && error.clientMessage)).toMatch(REFUSALS)
        return
      }
      const again = CODECS[to].decodeRequest(JSON.parse(JSON.stringify(prepared.body)), {
        model,
        stream: true,
      })
      expect(pairsIn(again)).toEqual([])
      const words = wordsOf(again)
      for (const line of wordsOf(request).split('\n'))
        if (line.trim() !== '') expect(words).toContain(line.trim())
    })
  })
})
