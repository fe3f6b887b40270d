import type { Dialect } from '#server/domain/dialect'
import type { Part } from '../ir/parts'
import type { Reasoning } from '../ir/reasoning'
import type { IrRequest } from '../ir/request'
import { joinRuns } from './join-turns'
import { mend } from './list'

/** A request after all repairs that are due, and their names. */
export function mended(
  request: IrRequest,
  options: { to?: Dialect; refusal?: string; switchedOff?: readonly string[] } = {},
): { request: IrRequest; marks: string[] } {
  const marks: string[] = []
  const { to = 'claude', refusal = '', switchedOff = [] } = options
  const result = mend(joinRuns(request), {
    to,
    refusal,
    translated: refusal === '',
    switchedOff,
    instructions: null,
    warn: () => undefined,
    mark: (name) => marks.push(name),
  })
  return { request: result, marks }
}

export const signed = (dialect: Dialect, text = 'thought'): Part => ({
  type: 'reasoning',
  text,
  redacted: false,
  signature: { dialect, value: 'proof' },
})
export const thinking = (budget: number | null, effort: Reasoning['effort'] = null): Reasoning => ({
  mode: 'on',
  effort,
  budget,
  visible: null,
})

export const turnsOf = ({ request }: { request: IrRequest }) => request.turns
