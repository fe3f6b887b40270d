import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import { record, recordingsPresent as present } from '#server/testing/recorded-answers'
import { CODECS } from './codecs'
import { encoded, recordedAnswers } from './cross-dialect-fixtures'
import type { IrResponse } from './ir/response'
import { prepareRequest } from './prepare-request'

const TARGETS: Record<Dialect, { providerType: ProviderType; model: string }> = {
  claude: { providerType: 'claude', model: 'claude-opus-4-6' },
  'openai-chat': { providerType: 'openai-compatible', model: 'deepseek-v4' },
  'codex-responses': { providerType: 'codex', model: 'gpt-5.4' },
  gemini: { providerType: 'gemini', model: 'gemini-3-pro-preview' },
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const callsIn = (response: IrResponse) => response.parts.filter((part) => part.type === 'tool_call')

/** The next request of a client that has got this answer and has run the tools that it calls for. */
function nextRequest(client: Dialect, response: IrResponse): Record<string, unknown> {
  const answer = record(JSON.parse(JSON.stringify(encoded(client, response))))
  const calls = callsIn(response)
  const goOn = calls.length === 0 ? 'go on' : 'and then'
  switch (client) {
    case 'claude': {
      const results = calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'ok' }))
      return {
        max_tokens: 30_000,
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: answer.content },
          { role: 'user', content: [...results, { type: 'text', text: goOn }] },
        ],
      }
    }
    case 'openai-chat':
      return {
        messages: [
          { role: 'user', content: 'hi' },
          record(record(list(answer.choices)[0]).message),
          ...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' })),
          { role: 'user', content: goOn },
        ],
      }
    case 'codex-responses':
      return {
        input: [
          { role: 'user', content: 'hi' },
          ...list(answer.output),
          ...calls.map(({ id, kind }) => ({
            type: kind === 'custom' ? 'custom_tool_call_output' : 'function_call_output',
            call_id: id,
            output: 'ok',
          })),
          { role: 'user', content: goOn },
        ],
      }
    case 'gemini': {
      const { content } = record(list(answer.candidates)[0])
      const results = calls.map(({ name }) => ({ functionResponse: { name, response: { output: 'ok' } } }))
      return {
        contents: [
          { role: 'user', parts: [{ text: 'hi' }] },
          content,
          { role: 'user', parts: [...results, { text: goOn }] },
        ],
      }
    }
  }
}

function replayed(client: Dialect, provider: Dialect, response: IrResponse) {
  const body = nextRequest(client, response)
  const request = CODECS[client].decodeRequest(body, { model: 'm', stream: true })
  const options = { from: client, to: provider, ...TARGETS[provider], repairsOff: [], refusal: '' }
  return prepareRequest(request, options)
}

/** What proves the thoughts of an answer to its maker. */
const signaturesIn = (response: IrResponse): string[] =>
  response.parts.flatMap((part) => ('signature' in part && part.signature ? [part.signature.value] : []))

// An answer without words or calls is no turn: OpenAI refuses a thought that nothing follows.
const answers = recordedAnswers().answers.filter(({ response }) =>
  response.parts.some((part) => part.type === 'tool_call' || (part.type === 'text' && part.text !== '')),
)

describe.skipIf(!present)('a recorded answer that comes back (skipped without ../shared/fixtures)', () => {
  describe.each(DIALECTS)('to its provider through a client of %s', (client) => {
    it.each(answers.filter(({ dialect }) => dialect !== client))('$file', ({ dialect, response }) => {
      const { body, repairs } = replayed(client, dialect, response)
      const text = JSON.stringify(body)
      expect(text).not.toContain('cch-sig1.')
      expect(repairs.filter((repair) => /result|call/.test(repair))).toEqual([])
      if (client === 'openai-chat') return
      for (const signature of signaturesIn(response)) expect(text).toContain(JSON.stringify(signature))
    })
  })

  describe.each(DIALECTS)(
    'to a provider of another protocol than its own, through a client of %s',
    (client) => {
      const signed = answers.filter(
        ({ dialect, response }) => dialect !== client && signaturesIn(response).length > 0,
      )
      it.each(signed)('$file', ({ dialect, response }) => {
        for (const other of DIALECTS.filter((to) => to !== dialect && to !== client)) {
          const text = JSON.stringify(replayed(client, other, response).body)
          expect(text).not.toContain('cch-sig1.')
          for (const signature of signaturesIn(response))
            expect(text).not.toContain(JSON.stringify(signature))
        }
      })
    },
  )
})
