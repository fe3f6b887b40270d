import type { Dialect } from '#server/domain/dialect'
import type { Warn } from '../ir/codec'
import type { Part } from '../ir/parts'
import type { IrRequest, Turn } from '../ir/request'
import { joinRuns } from './join-turns'
import type { Repair } from './repair'

/** Thoughts prove themselves to their maker only; to anyone else they are somebody's words at best. */
export const foreignSignature: Repair = {
  name: 'foreign_signature',
  ahead: 'own',
  askedBy: {},
  mend: (request, { to, warn }) => mapParts(request, (part) => withoutForeign(part, to, warn)),
}

function withoutForeign(part: Part, to: Dialect, warn: Warn): Part | null {
  if (part.type === 'tool_call')
    return part.signature === null || part.signature.dialect === to ? part : { ...part, signature: null }
  if (part.type !== 'reasoning' || part.signature?.dialect === to) return part
  if (part.signature) warn('dropped_reasoning', `reasoning that ${part.signature.dialect} has signed`)
  if (part.text === '' || UNSIGNED_REFUSED.has(to)) return null
  return part.signature === null ? part : { ...part, signature: null }
}

/** Protocols that take no thoughts without a proof. */
const UNSIGNED_REFUSED: ReadonlySet<Dialect> = new Set(['claude', 'codex-responses'])

/** The protocol is the right one, its maker is not: another account, relay or model family signed it, or the thoughts were
 * touched on the way. The answer can be had without them. */
export const rejectedSignature: Repair = {
  name: 'rejected_signature',
  ahead: [],
  askedBy: {
    claude:
      /invalid `?signature`?|thinking`? blocks? .*cannot be modified|signature.{0,40}(?:invalid|verif)/i,
    'codex-responses':
      /invalid_encrypted_content|encrypted content .*(?:verified|decrypt)|item with id .?rs_/i,
    gemini: /thought.?signature.{0,60}(?:not valid|invalid|corrupt)|corrupted thought/i,
  },
  mend(request, { to }) {
    const bare = mapParts(request, (part) => {
      if (part.type === 'tool_call') return part.signature === null ? part : { ...part, signature: null }
      if (part.type !== 'reasoning') return part
      return part.signature === null && part.text !== '' && !UNSIGNED_REFUSED.has(to) ? part : null
    })
    return bare === request || to !== 'claude' ? bare : withoutThinkingInToolLoop(bare)
  },
}

/** Anthropic thinks in a tool loop only when the thoughts that led to the calls are there. */
export const missingThought: Repair = {
  name: 'missing_thought',
  ahead: [],
  askedBy: { claude: /expected `?thinking`? or `?redacted_thinking`?|must start with a thinking block/i },
  mend: (request) => withoutThinkingInToolLoop(request),
}

function withoutThinkingInToolLoop(request: IrRequest): IrRequest {
  const inLoop = request.turns.at(-1)?.parts.some(({ type }) => type === 'tool_result') ?? false
  if (!inLoop || !request.reasoning || request.reasoning.mode === 'off') return request
  return { ...request, reasoning: { mode: 'off', effort: null, budget: null, visible: null } }
}

/** @param change the part in its new form, the same one, or null to leave it out */
function mapParts(request: IrRequest, change: (part: Part) => Part | null): IrRequest {
  const turns = request.turns.map((turn): Turn | null => {
    const parts = turn.parts.map(change)
    if (parts.every((part, at) => part === turn.parts[at])) return turn
    const kept = parts.filter((part) => part !== null)
    return kept.length === 0 ? null : { ...turn, parts: kept }
  })
  if (turns.every((turn, at) => turn === request.turns[at])) return request
  return joinRuns({ ...request, turns: turns.filter((turn) => turn !== null) })
}
