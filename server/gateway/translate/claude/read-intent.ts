import { isRecord } from '../ir/metering'
import { readNumber, readOptional, readRecord, readText } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { isEffort } from '../ir/reasoning'
import type { Reasoning } from '../ir/reasoning'
import type { OutputFormat } from '../ir/request'

/** What a request wants of the model's thoughts and of the form of its answer. */
export interface Intent {
  readonly reasoning: Reasoning | null
  readonly output: OutputFormat | null
}

/** The members that hold it. They stay in the extras as they came: what they say in full, for example that the model is
 * to think between tools only, has no common word. */
export const INTENT_FIELDS = ['thinking', 'output_config', 'output_format'] as const

/** @throws GatewayError bad_request */
export function readIntent(fields: Fields): Intent {
  const config = readOptional(fields.output_config, 'output_config', readRecord) ?? {}
  const thinking = readOptional(fields.thinking, 'thinking', readRecord)
  const format =
    readOptional(config.format, 'output_config.format', readRecord) ??
    readOptional(fields.output_format, 'output_format', readRecord)
  return { reasoning: readReasoning(thinking, config.effort), output: format && readFormat(format) }
}

function readReasoning(thinking: Fields | null, effortField: unknown): Reasoning | null {
  const effort = isEffort(effortField) ? effortField : null
  if (!thinking) return effort === null ? null : { mode: 'auto', effort, budget: null, visible: null }
  const { display } = thinking
  const visible = display === 'summarized' ? true : display === 'omitted' ? false : null
  switch (readText(thinking.type, 'thinking.type')) {
    case 'disabled':
      return { mode: 'off', effort, budget: null, visible }
    case 'enabled':
      return {
        mode: 'on',
        effort,
        budget: readOptional(thinking.budget_tokens, 'thinking.budget_tokens', readNumber),
        // Thoughts on a budget are shown unless the client says that they are not to be.
        visible: visible ?? true,
      }
    default:
      return { mode: 'auto', effort, budget: null, visible }
  }
}

function readFormat(format: Fields): OutputFormat | null {
  const { type, schema } = format
  if (type !== 'json_schema' || !(isRecord(schema) || typeof schema === 'boolean')) return null
  return { kind: 'schema', name: null, description: null, schema, strict: null }
}
