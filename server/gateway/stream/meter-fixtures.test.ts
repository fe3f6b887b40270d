import { describe, expect, it } from 'vitest'
import type { Dialect } from '#server/domain/dialect'
import { NO_USAGE } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import {
  cut,
  decode,
  DIALECT_OF,
  FORMS,
  readRecording,
  record,
  recordings as entries,
  recordingsPresent as present,
  wireText,
} from '#server/testing/recorded-answers'
import type { Json } from '#server/testing/recorded-answers'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { createMeter } from './meter'

/** Usage by the formulas of wire.md §4, independent of the code under test. */
const EXPECTED: Record<Dialect, (messages: Json[]) => Usage | null> = {
  claude(messages) {
    const all: Json = {}
    for (const message of messages)
      for (const usage of [record(message.message).usage, message.usage])
        for (const [field, value] of Object.entries(record(usage))) if (value !== null) all[field] = value
    if (Object.keys(all).length === 0) return null
    const compactions = (Array.isArray(all.iterations) ? all.iterations : []).map(record)
    const charged = [all, ...compactions.filter(({ type }) => type === 'compaction')]
    const sum = (countOf: (part: Json) => number) => charged.reduce((total, part) => total + countOf(part), 0)
    const cacheWrite1h = sum((part) => count(record(part.cache_creation).ephemeral_1h_input_tokens))
    return {
      input: sum((part) => count(part.input_tokens)),
      cacheRead: sum((part) => count(part.cache_read_input_tokens)),
      cacheWrite5m: sum((part) => count(part.cache_creation_input_tokens)) - cacheWrite1h,
      cacheWrite1h,
      output: sum((part) => count(part.output_tokens)),
      reasoning: count(record(all.output_tokens_details).thinking_tokens),
    }
  },
  'openai-chat'(messages) {
    const usage = messages
      .map((message) => message.usage)
      .findLast((value) => typeof value === 'object' && value !== null)
    return usage ? openAi(record(usage), 'prompt_tokens', 'completion_tokens') : null
  },
  'codex-responses'(messages) {
    const usages = messages.flatMap((message) => [record(message.response).usage, message.usage])
    const usage = usages.findLast((value) => typeof value === 'object' && value !== null)
    return usage ? openAi(record(usage), 'input_tokens', 'output_tokens') : null
  },
  gemini(messages) {
    const usages = messages.map((message) => record(message.usageMetadata))
    const usage = usages.findLast((value) => typeof value.totalTokenCount === 'number')
    if (!usage) return null
    const cacheRead = count(usage.cachedContentTokenCount)
    const reasoning = count(usage.thoughtsTokenCount)
    return {
      input: Math.max(0, count(usage.promptTokenCount) - cacheRead) + count(usage.toolUsePromptTokenCount),
      cacheRead,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      output: count(usage.candidatesTokenCount) + reasoning,
      reasoning,
    }
  },
}

function openAi(usage: Json, inName: string, outName: string): Usage {
  const details = record(usage[`${inName}_details`])
  const all = count(usage[inName])
  const cacheRead = Math.min(all, count(details.cached_tokens) || count(usage.prompt_cache_hit_tokens))
  const cacheWrite5m = Math.min(all - cacheRead, count(details.cache_write_tokens))
  const reasoning = count(record(usage[`${outName}_details`]).reasoning_tokens)
  const out = count(usage[outName])
  const apart =
    outName === 'completion_tokens' && reasoning > 0 && usage.total_tokens === all + out + reasoning
  const output = apart ? out + reasoning : out
  return {
    input: all - cacheRead - cacheWrite5m,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: 0,
    output,
    reasoning: Math.min(reasoning, output),
  }
}

/** Whether an answer names an error. Mistral's {"detail": …} names no kind, and a stream may hold errors of tools. */
function outcome(failed: boolean, messages: Json[], features: string[]): 'failed' | 'fine' | 'unsure' {
  if (failed) return messages[0]?.error === undefined ? 'unsure' : 'failed'
  return features.includes('error') ? 'unsure' : 'fine'
}

const count = (value: unknown): number => (typeof value === 'number' ? value : 0)

describe.skipIf(!present)(
  'the meter on recorded answers (skipped where ../shared/fixtures is not there)',
  () => {
    it('has recordings of every protocol and form', () => {
      expect(entries.length).toBeGreaterThan(300)
      for (const form of FORMS) expect(entries.some((entry) => entry.form === form)).toBe(true)
      for (const api of Object.keys(DIALECT_OF)) expect(entries.some((entry) => entry.api === api)).toBe(true)
    })

    it.each(entries)('$file', { timeout: 30_000 }, ({ file, api, form, status, features }) => {
      const dialect = DIALECT_OF[api]!
      const recorded = readRecording(file)
      const failed = status !== null && status >= 400
      // Google sends its errors under the content type of a stream; the relay goes by the status.
      const kind = failed || form === 'json' || form === 'jsonarray' ? 'json' : 'sse'
      const messages = decode(recorded, failed ? 'json' : form)
      const expected = EXPECTED[dialect](messages) ?? NO_USAGE
      const text = failed ? recorded : wireText(recorded, form, dialect)
      const says = outcome(failed, messages, features)
      const lf = text.replaceAll('\r\n', '\n')
      const variants = kind === 'json' ? [text] : [lf, lf.replaceAll('\n', '\r\n')]
      for (const variant of variants)
        for (const how of ['whole', 'bytes', 'random'] as const) {
          const meter = createMeter(DIALECT_FUNCTIONS[dialect].metering, kind)
          for (const piece of cut(Buffer.from(variant), how)) meter.feed(piece)
          const result = meter.finish()
          expect({ how, usage: result.usage }).toEqual({ how, usage: expected })
          if (says !== 'unsure')
            expect({ how, failed: result.errorType !== null }).toEqual({ how, failed: says === 'failed' })
        }
    })
  },
)

it.runIf(!present)('recorded answers are not here: ../shared/fixtures is missing', () => {
  expect(entries).toEqual([])
})
