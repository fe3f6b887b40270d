import type { Dialect } from '#server/domain/dialect'
import type { Extras, Part, TextPart } from './parts'
import type { Reasoning } from './reasoning'

/** A request in the words that all dialects share. Immutable: passes over it make new ones. */
export interface IrRequest {
  readonly model: string | null
  readonly stream: boolean
  /** Instructions before the conversation, one per block or message. */
  readonly system: readonly TextPart[]
  readonly turns: readonly Turn[]
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice | null
  /** null: the dialect's default, which is yes everywhere. */
  readonly parallelTools: boolean | null
  readonly reasoning: Reasoning | null
  readonly output: OutputFormat | null
  readonly sampling: Sampling
  readonly maxTokens: number | null
  readonly stop: readonly string[]
  /** Answers wanted; null: one. */
  readonly candidates: number | null
  /** The client's word for its user or session. */
  readonly user: string | null
  readonly serviceTier: string | null
  /** A chat client asked for the usage of its stream. */
  readonly streamUsage: boolean
  /** Top-level members that no other dialect has. */
  readonly extras: Extras
}

export interface Sampling {
  readonly temperature: number | null
  readonly topP: number | null
  readonly topK: number | null
  readonly seed: number | null
  readonly presencePenalty: number | null
  readonly frequencyPenalty: number | null
}

export const NO_SAMPLING: Sampling = Object.freeze({
  temperature: null,
  topP: null,
  topK: null,
  seed: null,
  presencePenalty: null,
  frequencyPenalty: null,
})

/** A request that asks for nothing. */
export const EMPTY_REQUEST: IrRequest = Object.freeze({
  model: null,
  stream: false,
  system: [],
  turns: [],
  tools: [],
  toolChoice: null,
  parallelTools: null,
  reasoning: null,
  output: null,
  sampling: NO_SAMPLING,
  maxTokens: null,
  stop: [],
  candidates: null,
  user: null,
  serviceTier: null,
  streamUsage: false,
  extras: {},
})

/** Tool results stand in user turns, before anything else in them. A `system` turn is an instruction in mid-conversation. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'system'
  readonly parts: readonly Part[]
  readonly extras?: Extras
}

export type JsonSchema = Readonly<Record<string, unknown>> | boolean

export interface FunctionTool {
  readonly kind: 'function'
  readonly name: string
  readonly namespace: string | null
  readonly description: string | null
  /** JSON Schema of the arguments; null: none. */
  readonly parameters: JsonSchema | null
  readonly strict: boolean | null
  readonly extras?: Extras
}

/** Takes plain text, in a grammar if it names one. */
export interface CustomTool {
  readonly kind: 'custom'
  readonly name: string
  readonly namespace: string | null
  readonly description: string | null
  readonly format: unknown
  readonly extras?: Extras
}

/** Run by the provider itself. `purpose` is the common word where several dialects have one of its kind. */
export interface HostedTool {
  readonly kind: 'hosted'
  readonly dialect: Dialect
  readonly name: string
  readonly purpose: 'web_search' | 'web_fetch' | 'code_execution' | null
  readonly raw: unknown
}

export type Tool = FunctionTool | CustomTool | HostedTool

export type ToolChoice =
  | { readonly mode: 'auto' | 'any' | 'none' }
  | { readonly mode: 'one'; readonly name: string }
  | { readonly mode: 'subset'; readonly names: readonly string[]; readonly required: boolean }

export type OutputFormat =
  | { readonly kind: 'text' | 'json' }
  | {
      readonly kind: 'schema'
      readonly name: string | null
      readonly description: string | null
      readonly schema: JsonSchema
      readonly strict: boolean | null
    }
