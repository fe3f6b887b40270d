import type { Dialect } from '#server/domain/dialect'
import type { Warn } from '../ir/codec'
import type { IrRequest } from '../ir/request'
import { joinRuns } from './join-turns'
import { fixedSampling, reasoningEffort, reasoningSummary, thinkingBudget, thinkingMode } from './mend-intent'
import { foreignSignature, missingThought, rejectedSignature } from './mend-signatures'
import {
  emptyContent,
  missingMessage,
  orphanToolResult,
  repeatedToolResult,
  trailingAssistant,
  unansweredToolCall,
} from './mend-turns'
import { missingCallId } from './missing-call-id'
import { officialInstructions } from './official-instructions'
import type { CodexInstructions, Repair } from './repair'

/** Every repair of a request, in the order in which they are made. */
export const REPAIRS: readonly Repair[] = [
  officialInstructions,
  foreignSignature,
  rejectedSignature,
  missingThought,
  emptyContent,
  orphanToolResult,
  repeatedToolResult,
  unansweredToolCall,
  missingMessage,
  trailingAssistant,
  missingCallId,
  thinkingBudget,
  thinkingMode,
  reasoningEffort,
  reasoningSummary,
  fixedSampling,
]

export interface MendOptions {
  to: Dialect
  /** The request comes from another protocol: what its clients cannot know of this one is mended ahead. */
  translated: boolean
  /** What the provider said to the attempt before; '' when this is the first. */
  refusal: string
  /** Names of repairs not to be made. */
  switchedOff: readonly string[]
  /** null for providers of other protocols. */
  instructions: CodexInstructions | null
  warn: Warn
  mark: (name: string) => void
}

/** Make every repair that is due. @param request its runs of one role joined
 * @returns the very same request when there was nothing to mend */
export function mend(request: IrRequest, options: MendOptions): IrRequest {
  const { to, refusal, instructions, warn } = options
  let mended = request
  for (const repair of REPAIRS) {
    if (!isDue(repair, options)) continue
    if (options.switchedOff.includes(repair.name)) {
      repair.otherwise?.(mended)
      continue
    }
    const next = repair.mend(mended, { to, refusal, instructions, warn })
    if (next !== mended) options.mark(repair.name)
    mended = next
  }
  return mended
}

function isDue(repair: Repair, { to, refusal, translated }: MendOptions): boolean {
  const { ahead } = repair
  if (ahead === 'own' || (translated && (ahead === 'every' || ahead.includes(to)))) return true
  return isAskedFor(repair, to, refusal)
}

const isAskedFor = ({ askedBy }: Repair, to: Dialect, refusal: string): boolean =>
  refusal !== '' && (askedBy[to]?.test(refusal) ?? false)

/** Whether a provider's refusal asks for a repair that would change this request.
 * @param read called only when it asks for any */
export function isMendable(
  read: () => IrRequest,
  { to, refusal, switchedOff, instructions }: Omit<MendOptions, 'translated' | 'warn' | 'mark'>,
): boolean {
  const asked = REPAIRS.filter(
    (repair) => isAskedFor(repair, to, refusal) && !switchedOff.includes(repair.name),
  )
  if (asked.length === 0) return false
  const request = joinRuns(read())
  const context = { to, refusal, instructions, warn: () => undefined }
  return asked.some((repair) => repair.mend(request, context) !== request)
}
