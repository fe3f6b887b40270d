import type { SseFrame } from '../ir/codec'
import { listOf, recordOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'

/** What is wrong with a stream of chunks: a role first, tool calls begun with id and name before their arguments, one
 * finish reason, nothing but usage after it, [DONE] at the end unless an error was. */
export function checkChatStream(frames: readonly SseFrame[]): string[] {
  const problems: string[] = []
  const begun = new Set<unknown>()
  let finished = false
  let over = false
  for (const [at, { data }] of frames.entries()) {
    const say = (problem: string) => problems.push(`${String(at)}: ${problem}`)
    if (over) say('a frame after the end')
    if (data === '[DONE]') {
      if (!finished) say('[DONE] without a finish reason')
      over = true
      continue
    }
    const { choices, error, object } = recordOf(data)
    if (error !== undefined) {
      over = true
      continue
    }
    if (object !== 'chat.completion.chunk') say('no chunk')
    if (listOf(choices).length > 0 && finished) say('a choice after the finish')
    for (const choice of listOf(choices)) {
      for (const problem of checkChoice(recordOf(choice), at === 0, begun)) say(problem)
      if (typeof recordOf(choice).finish_reason === 'string') finished = true
    }
  }
  if (!over) problems.push('the stream has no end')
  return problems
}

function checkChoice({ delta }: Fields, first: boolean, begun: Set<unknown>): string[] {
  const problems: string[] = []
  if (first && recordOf(delta).role !== 'assistant') problems.push('no role in the first chunk')
  for (const call of listOf(recordOf(delta).tool_calls)) {
    const { index, id } = recordOf(call)
    if (typeof id === 'string') begun.add(index)
    else if (!begun.has(index)) problems.push('arguments of a call that has not begun')
  }
  return problems
}
