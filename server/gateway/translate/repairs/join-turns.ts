import type { Part, ToolCallPart, ToolResultPart } from '../ir/parts'
import type { IrRequest, Turn } from '../ir/request'

/** One turn for a run of the same role. */
export function joinRuns(request: IrRequest): IrRequest {
  if (!request.turns.some(({ role }, at) => request.turns[at - 1]?.role === role)) return request
  const turns: Turn[] = []
  for (const turn of request.turns) {
    const last = turns.at(-1)
    if (last?.role === turn.role) turns[turns.length - 1] = { ...last, parts: [...last.parts, ...turn.parts] }
    else turns.push(turn)
  }
  return { ...request, turns }
}

/** Calls that wait for their results, by id. */
export type OpenCalls = ReadonlyMap<string, ToolCallPart>

const NO_CALLS: OpenCalls = new Map()

/** The turns, each user's with the calls of the answer before it. @param turns without runs of one role
 * @param change the turn in its new form, or the same one
 * @returns the very same turns where none was changed */
export function mapAnswers(
  turns: readonly Turn[],
  change: (turn: Turn, open: OpenCalls) => Turn,
): readonly Turn[] {
  let open = NO_CALLS
  const mapped = turns.map((turn) => {
    if (turn.role === 'assistant') open = callsOf(turn)
    if (turn.role !== 'user') return turn
    const next = change(turn, open)
    open = NO_CALLS
    return next
  })
  return mapped.every((turn, at) => turn === turns[at]) ? turns : mapped
}

export function callsOf({ parts }: Turn): OpenCalls {
  let calls: Map<string, ToolCallPart> | null = null
  for (const part of parts) if (part.type === 'tool_call') calls = (calls ?? new Map()).set(part.id, part)
  return calls ?? NO_CALLS
}

/** Results first in their turn, each with the name of its call: no protocol minds, and some insist. */
export function arrangeResults(request: IrRequest): IrRequest {
  const turns = mapAnswers(request.turns, (turn, open) => {
    const results = turn.parts.filter((part) => part.type === 'tool_result')
    if (results.length === 0) return turn
    const rest = turn.parts.filter((part) => part.type !== 'tool_result')
    return { ...turn, parts: [...results.map((result) => named(result, open)), ...rest] satisfies Part[] }
  })
  return turns === request.turns ? request : { ...request, turns }
}

const named = (result: ToolResultPart, open: OpenCalls): ToolResultPart => {
  const name = result.name ?? open.get(result.callId)?.name ?? null
  return name === result.name ? result : { ...result, name }
}
