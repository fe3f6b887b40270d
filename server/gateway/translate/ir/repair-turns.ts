import type { Part, ToolCallPart, ToolResultPart } from './parts'
import type { IrRequest, Turn } from './request'

/** Names of what was done to a conversation that the provider's protocol would refuse; each leaves a mark in the row. */
export type TurnRepair =
  | 'orphan_tool_result'
  | 'unanswered_tool_call'
  | 'repeated_tool_result'
  | 'empty_content'
  | 'trailing_assistant'

/** Bring the turns into the order that every protocol takes: each call answered once, in the turn after it, results before
 * anything else; runs of one role joined; nothing empty. Nothing that was said is lost: a result whose call is gone stays as
 * text, and a call without a result gets one that says so.
 * @param switchedOff repairs not to be made */
export function repairTurns(
  request: IrRequest,
  options: { mark: (repair: TurnRepair) => void; endsWithUser: boolean; switchedOff?: ReadonlySet<string> },
): IrRequest {
  const on = (repair: TurnRepair): boolean => !options.switchedOff?.has(repair)
  const joined = joinRuns(request.turns, options.mark)
  const turns: Turn[] = []
  let open = new Map<string, ToolCallPart>()
  for (const turn of joined) {
    if (turn.role === 'user') {
      turns.push(answered(turn, open, options.mark, on))
      open = new Map()
      continue
    }
    if (open.size > 0 && turn.role === 'assistant' && on('unanswered_tool_call')) {
      turns.push({ role: 'user', parts: missing(open, options.mark) })
      open = new Map()
    }
    turns.push(turn)
    if (turn.role === 'assistant') open = callsOf(turn)
  }
  if (open.size > 0 && on('unanswered_tool_call'))
    turns.push({ role: 'user', parts: missing(open, options.mark) })
  if (options.endsWithUser && turns.at(-1)?.role === 'assistant' && on('trailing_assistant')) {
    options.mark('trailing_assistant')
    turns.push({ role: 'user', parts: [{ type: 'text', text: 'Go on from where you stopped.' }] })
  }
  return { ...request, turns }
}

/** One turn for a run of the same role, without parts that say nothing. */
function joinRuns(turns: readonly Turn[], mark: (repair: TurnRepair) => void): Turn[] {
  const joined: Turn[] = []
  for (const turn of turns) {
    const parts = turn.parts.filter((part) => !isEmpty(part))
    if (parts.length < turn.parts.length || parts.length === 0) mark('empty_content')
    if (parts.length === 0) continue
    const last = joined.at(-1)
    if (last?.role === turn.role) joined[joined.length - 1] = { ...last, parts: [...last.parts, ...parts] }
    else joined.push({ ...turn, parts })
  }
  return joined
}

const isEmpty = (part: Part): boolean =>
  (part.type === 'text' && part.text === '') ||
  (part.type === 'reasoning' && part.text === '' && part.signature === null)

const callsOf = ({ parts }: Turn): Map<string, ToolCallPart> =>
  new Map(parts.filter((part) => part.type === 'tool_call').map((call) => [call.id, call]))

/** A user's turn after calls: their results first, one each. */
function answered(
  turn: Turn,
  open: ReadonlyMap<string, ToolCallPart>,
  mark: (repair: TurnRepair) => void,
  on: (repair: TurnRepair) => boolean,
): Turn {
  const results = new Map<string, ToolResultPart>()
  const rest: Part[] = []
  for (const part of turn.parts) {
    if (part.type !== 'tool_result') rest.push(part)
    else if (!open.has(part.callId) && on('orphan_tool_result')) {
      mark('orphan_tool_result')
      rest.push(...asText(part))
    } else if (results.has(part.callId) && on('repeated_tool_result')) mark('repeated_tool_result')
    else results.set(part.callId, named(part, open))
  }
  const unanswered = new Map([...open].filter(([id]) => !results.has(id)))
  const added = unanswered.size > 0 && on('unanswered_tool_call') ? missing(unanswered, mark) : []
  return { ...turn, parts: [...results.values(), ...added, ...rest] }
}

/** The call knows the name that a result may lack. */
const named = (result: ToolResultPart, open: ReadonlyMap<string, ToolCallPart>): ToolResultPart => ({
  ...result,
  name: result.name ?? open.get(result.callId)?.name ?? null,
})

function missing(
  open: ReadonlyMap<string, ToolCallPart>,
  mark: (repair: TurnRepair) => void,
): ToolResultPart[] {
  mark('unanswered_tool_call')
  return [...open.values()].map((call) => ({
    type: 'tool_result',
    callId: call.id,
    name: call.name,
    kind: call.kind,
    isError: true,
    content: [{ type: 'text', text: 'The call was interrupted; there is no result.' }],
  }))
}

/** What a tool said, for a model that does not know any more what was asked. */
const asText = (result: ToolResultPart): Part[] => [
  { type: 'text', text: `Result of an earlier tool call${result.name === null ? '' : ` (${result.name})`}:` },
  ...result.content,
]
