import type { Warn } from '../ir/codec'
import { isEmpty } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import { budgetIn, effortIn, isEffort } from '../ir/reasoning'
import type { Effort, Reasoning } from '../ir/reasoning'
import type { Fields } from './proto-fields'

/** Models up to 2.5 are told a budget of tokens, later ones a level; those before 2.5 do not think. Names without a version
 * (`gemini-flash-latest`) are of the newest.
 * @see https://ai.google.dev/gemini-api/docs/thinking */
export function thinkingOf(model: string): 'none' | 'budget' | 'level' {
  const version = /gemini-(\d+)(?:\.(\d+))?/.exec(model)
  if (!version) return /gemini-/.test(model) ? 'level' : 'none'
  const [, major, minor = '0'] = version
  if (Number(major) >= 3) return 'level'
  return Number(major) === 2 && Number(minor) >= 5 ? 'budget' : 'none'
}

export const isGemini3 = (model: string): boolean => model.replace(/^models\//, '').startsWith('gemini-3')

/** @returns what is said of thinking, and what only Gemini has a word for */
export function decodeThinking(config: Fields | null): { reasoning: Reasoning | null; rest: Json } {
  if (!config) return { reasoning: null, rest: {} }
  const budget = config.number('thinkingBudget')
  const level = config.text('thinkingLevel')?.toLowerCase() ?? null
  const visible = config.flag('includeThoughts')
  const effort = isEffort(level) ? level : null
  const tokens = budget !== null && budget >= 0 ? budget : null
  // What remains means "as you see fit", and is no number and no effort.
  const rest: Json = {
    ...config.rest(),
    ...(budget !== tokens && { thinkingBudget: budget }),
    ...(level !== null && effort === null && { thinkingLevel: level.toUpperCase() }),
  }
  if (tokens === null && effort === null && visible === null && isEmpty(rest))
    return { reasoning: null, rest }
  return { reasoning: { mode: modeOf(tokens, effort), effort, budget: tokens, visible }, rest }
}

function modeOf(tokens: number | null, effort: Effort | null): Reasoning['mode'] {
  if (tokens === 0) return 'off'
  return tokens === null && effort === null ? 'auto' : 'on'
}

/** @param own the client spoke Gemini and has chosen between budget and level itself */
export function encodeThinking(reasoning: Reasoning, model: string, own: boolean, warn: Warn): Json {
  const kind = thinkingOf(model)
  const visible: Json = reasoning.visible === null ? {} : { includeThoughts: reasoning.visible }
  if (own && reasoning.budget !== null) return { thinkingBudget: reasoning.budget, ...visible }
  if (own && reasoning.effort === null) return visible
  if (kind === 'none') {
    if (own) return { ...levelOf(reasoning.effort), ...visible }
    if (reasoning.mode !== 'off') warn('dropped_reasoning', 'the model does not think')
    return {}
  }
  if (own && kind === 'level') return { ...levelOf(reasoning.effort), ...visible }
  if (kind === 'level') return { ...chooseLevel(reasoning, model, warn), ...visible }
  return { thinkingBudget: chooseBudget(reasoning, model, warn), ...visible }
}

const levelOf = (effort: Effort | null): Json =>
  effort === null ? {} : { thinkingLevel: effort.toUpperCase() }

/** Level by effort. Pro models always think; the first of them knows only the lowest and the highest level.
 * @see https://ai.google.dev/gemini-api/docs/thinking#thinking-levels */
function chooseLevel(reasoning: Reasoning, model: string, warn: Warn): Json {
  const effort = effortIn(reasoning)
  const pro = model.includes('-pro')
  const least = pro ? 'LOW' : 'MINIMAL'
  switch (effort) {
    case null:
      return {}
    case 'none':
      warn('reasoning_not_off', 'the model cannot be kept from thinking; it thinks as little as it can')
      return { thinkingLevel: least }
    case 'minimal':
      return { thinkingLevel: least }
    case 'low':
      return { thinkingLevel: 'LOW' }
    case 'medium':
      return { thinkingLevel: /gemini-3-pro/.test(model) ? 'HIGH' : 'MEDIUM' }
    default:
      return { thinkingLevel: 'HIGH' }
  }
}

/** Tokens; -1 leaves it to the model. Each model has its own bounds.
 * @see https://ai.google.dev/gemini-api/docs/thinking#set-budget */
function chooseBudget(reasoning: Reasoning, model: string, warn: Warn): number {
  const budget = budgetIn(reasoning)
  if (budget === null) return -1
  if (model.includes('-pro')) {
    if (budget === 0)
      warn('reasoning_not_off', 'the model cannot be kept from thinking; it thinks as little as it can')
    return clamp(budget, 128, 32_768)
  }
  if (budget === 0) return 0
  return clamp(budget, model.includes('lite') ? 512 : 1, 24_576)
}

const clamp = (value: number, least: number, most: number): number =>
  Math.round(Math.min(Math.max(value, least), most))
