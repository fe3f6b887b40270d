import { isDeepStrictEqual } from 'node:util'
import type { Warn } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { present, without } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { budgetIn, budgetOf, effortIn } from '../ir/reasoning'
import type { Reasoning } from '../ir/reasoning'
import type { IrRequest, OutputFormat } from '../ir/request'
import { isForced } from './encode-tools'
import { fitOutputSchema } from './fit-schema'
import type { ModelTraits } from './model-traits'
import { INTENT_FIELDS, readIntent } from './read-intent'

export interface EncodedIntent {
  /** `thinking`, `output_config`, `output_format`. */
  readonly fields: Fields
  /** What the model can only be told. */
  readonly instruction: string | null
}

const MIN_BUDGET = 1_024
const DEFAULT_MAX_TOKENS = 32_000
/** What an answer needs besides its thoughts. */
const ANSWER_TOKENS = 8_192

/** Thoughts and the form of the answer. What a client of Anthropic's said goes as it came, unless a pass changed it. */
export function encodeIntent(request: IrRequest, traits: ModelTraits, warn: Warn): EncodedIntent {
  const own = request.extras.claude ?? {}
  const said = Object.fromEntries(
    INTENT_FIELDS.filter((name) => own[name] !== undefined).map((name) => [name, own[name]]),
  )
  const { reasoning, output } = request
  if (isDeepStrictEqual(readIntent(said), { reasoning, output })) return { fields: said, instruction: null }
  const thought = reasoning ? encodeReasoning(reasoning, request, traits, warn) : {}
  const form = encodeForm(output, traits, warn)
  const config = present({
    ...(isRecord(own.output_config) && without(own.output_config, ['effort', 'format'])),
    effort: thought.effort,
    format: form.format,
  })
  return {
    fields: present({
      thinking: thought.thinking,
      output_config: Object.keys(config).length > 0 ? config : undefined,
    }),
    instruction: form.instruction ?? null,
  }
}

interface EncodedReasoning {
  readonly thinking?: Fields
  readonly effort?: string
}

function encodeReasoning(
  reasoning: Reasoning,
  request: IrRequest,
  traits: ModelTraits,
  warn: Warn,
): EncodedReasoning {
  const effort = effortIn(reasoning)
  if (effort === 'none') return traits.thinking === 'none' ? {} : { thinking: { type: 'disabled' } }
  if (traits.thinking === 'adaptive') {
    const display = reasoning.visible === null ? null : reasoning.visible ? 'summarized' : 'omitted'
    return {
      thinking: present({ type: 'adaptive', display }),
      ...(effort !== null && { effort: ownEffort(effort, traits) }),
    }
  }
  const obstacle = obstacleToBudget(request, traits)
  if (obstacle === null) {
    const budget = Math.max(MIN_BUDGET, budgetIn(reasoning) ?? budgetOf('medium'))
    return { thinking: { type: 'enabled', budget_tokens: Math.min(budget, roomToThink(request, traits)) } }
  }
  warn('dropped_thinking', obstacle)
  return {}
}

function ownEffort(effort: string, traits: ModelTraits): string {
  if (effort === 'minimal') return 'low'
  return effort === 'xhigh' && !traits.xhigh ? 'high' : effort
}

/** Why this request cannot have a thinking budget. */
function obstacleToBudget(request: IrRequest, traits: ModelTraits): string | null {
  if (traits.thinking === 'none') return 'this model does not think'
  if (isForced(request)) return 'a model that must call a tool cannot think by a budget'
  if (roomToThink(request, traits) < MIN_BUDGET) return 'the answer may have too few tokens to think'
  return inForeignToolLoop(request)
    ? 'the last answer, whose tools are being run, was given without thoughts of this provider'
    : null
}

/** While tools run, Anthropic wants the thoughts back that the calls came with, and there are none. */
function inForeignToolLoop({ turns }: IrRequest): boolean {
  const isResult = turns.at(-1)?.parts.some(({ type }) => type === 'tool_result') ?? false
  const answer = turns.findLast(({ role }) => role === 'assistant')
  const first = answer?.parts[0]
  return isResult && !(first?.type === 'reasoning' && first.signature?.dialect === 'claude')
}

const roomToThink = (request: IrRequest, { maxOutput }: ModelTraits): number => {
  const all = request.maxTokens ?? maxOutput
  // A fifth is left for what is to be read.
  return all === null ? Number.MAX_SAFE_INTEGER : Math.floor(all * 0.8)
}

/** The protocol wants a limit, and one above the budget. */
export function maxTokensOf(
  { maxTokens }: IrRequest,
  { maxOutput }: ModelTraits,
  { thinking }: Fields,
): number {
  if (maxTokens !== null) return maxTokens
  const budget = isRecord(thinking) && typeof thinking.budget_tokens === 'number' ? thinking.budget_tokens : 0
  const wanted = Math.max(DEFAULT_MAX_TOKENS, budget > 0 ? budget + ANSWER_TOKENS : 0)
  return maxOutput === null || budget >= maxOutput ? wanted : Math.min(wanted, maxOutput)
}

interface EncodedForm {
  readonly format?: Fields
  readonly instruction?: string
}

function encodeForm(output: OutputFormat | null, traits: ModelTraits, warn: Warn): EncodedForm {
  if (!output || output.kind === 'text') return {}
  if (output.kind === 'schema' && traits.schema)
    return { format: { type: 'json_schema', schema: fitOutputSchema(output.schema) } }
  warn('weakened_output_format', 'the model is told to answer in JSON and not held to it')
  const rule = 'Answer with one JSON object and nothing else: no code fence, no words around it.'
  return {
    instruction:
      output.kind === 'schema'
        ? `${rule} It follows this JSON Schema: ${JSON.stringify(output.schema)}`
        : rule,
  }
}
