import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { record, recordingsPresent as present } from '#server/testing/recorded-answers'
import type { Json } from '#server/testing/recorded-answers'
import { claudeCodec } from './codec'

const FOLDER = fileURLToPath(new URL('../../../../../shared/fixtures/', import.meta.url))
const read = (file: string): unknown => JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8'))
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function recordedRequests(): { name: string; body: Json }[] {
  const entries = list(record(read('INDEX.json')).entries).map(record)
  return entries
    .filter(({ api, request }) => api === 'anthropic-messages' && typeof request === 'string')
    .map(({ request }) => ({ name: String(request), body: record(read(String(request))) }))
}

function clientRequests(): { name: string; body: Json }[] {
  const files = readdirSync(`${FOLDER}clients`).filter((file) => file.startsWith('claude-code'))
  return files.flatMap((file) =>
    list(read(`clients/${file}`))
      .map(record)
      .map(({ body, seq }) => ({ name: `${file} ${String(seq)}`, body: record(body) }))
      .filter(({ body }) => Array.isArray(body.messages)),
  )
}

/** The same in the codec's words; see codec.ts. */
function normalised(body: Json, maxTokens: unknown): Json {
  const { stream, system, messages, tools, ...rest } = body
  return {
    ...rest,
    max_tokens: body.max_tokens ?? maxTokens,
    ...(system !== undefined && list(blocks(system)).length > 0 && { system: blocks(system) }),
    messages: list(messages).map((message) => ({
      ...record(message),
      content: list(blocks(record(message).content)).map(normalisedBlock),
    })),
    ...(list(tools).length > 0 && { tools }),
    ...(stream === true && { stream }),
  }
}

function blocks(content: unknown): unknown {
  if (content === '') return undefined
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}

function normalisedBlock(value: unknown): unknown {
  const block = record(value)
  if (block.type !== 'tool_result') return block
  const { is_error, content, ...rest } = block
  const said = blocks(content)
  return { ...rest, ...(said !== undefined && { content: said }), ...(is_error === true && { is_error }) }
}

describe.skipIf(!present)('recorded requests (skipped where ../shared/fixtures is not there)', () => {
  const cases = present ? [...recordedRequests(), ...clientRequests()] : []

  it('has some', () => {
    expect(cases.length).toBeGreaterThan(100)
  })

  it.each(cases)('$name', ({ body }) => {
    const before = JSON.stringify(body)
    const request = claudeCodec.decodeRequest(body, { model: null, stream: null })
    const warnings: string[] = []
    const encoded = claudeCodec.encodeRequest(request, {
      providerType: 'claude',
      model: request.model!,
      warn: (code) => warnings.push(code),
    })
    expect(JSON.parse(JSON.stringify(encoded))).toEqual(normalised(body, encoded.max_tokens))
    expect(warnings).toEqual([])
    expect(JSON.stringify(body)).toBe(before)
  })
})
