import type { SseFrame } from '../ir/codec'
import { isRecord } from '../ir/metering'
import type { Fields } from '../ir/read-fields'

/** Which delta a block takes; those that are not here come whole. */
const DELTAS: Readonly<Record<string, readonly unknown[]>> = {
  text: ['text_delta', 'citations_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  tool_use: ['input_json_delta'],
  server_tool_use: ['input_json_delta'],
  mcp_tool_use: ['input_json_delta'],
  compaction: ['compaction_delta'],
}

interface Progress {
  started: boolean
  changed: boolean
  stopped: boolean
  /** Type of the block under way. */
  block: string | null
  blocks: number
  signed: boolean
}

/** What in a stream of Anthropic's is against its grammar; nothing for a stream that is in order.
 * @see https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export function checkClaudeStream(frames: readonly SseFrame[]): string[] {
  const progress: Progress = {
    started: false,
    changed: false,
    stopped: false,
    block: null,
    blocks: 0,
    signed: false,
  }
  const wrong = frames.flatMap(({ name, data }, at) => {
    if (!isRecord(data)) return [`${at}: no object`]
    const found = data.type === name ? [] : [`${at}: named ${name ?? 'nothing'}, type ${String(data.type)}`]
    if (progress.stopped) found.push(`${at}: ${String(data.type)} after the end`)
    return [...found, ...checkEvent(progress, data).map((what) => `${at}: ${what}`)]
  })
  return progress.stopped ? wrong : [...wrong, 'no end']
}

function checkEvent(progress: Progress, data: Fields): string[] {
  switch (data.type) {
    case 'ping':
      return []
    case 'error':
      progress.stopped = true
      return isRecord(data.error) ? [] : ['error without an error']
    case 'message_start':
      return checkStart(progress, data)
    case 'content_block_start':
      return checkBlockStart(progress, data)
    case 'content_block_delta':
      return checkDelta(progress, data)
    case 'content_block_stop':
      return checkBlockStop(progress, data)
    case 'message_delta':
    case 'message_stop':
      return checkEnd(progress, data)
    default:
      return [`unknown event ${String(data.type)}`]
  }
}

const said = (...rules: readonly (readonly [boolean, string])[]): string[] =>
  rules.flatMap(([broken, what]) => (broken ? [what] : []))

function checkStart(progress: Progress, { message }: Fields): string[] {
  const again = progress.started
  progress.started = true
  const { id, model, role, usage } = isRecord(message) ? message : {}
  return said(
    [again, 'second message_start'],
    [typeof id !== 'string' || id === '', 'no message id'],
    [typeof model !== 'string', 'no model'],
    [role !== 'assistant', 'role is not assistant'],
    [!isRecord(usage) || typeof usage.input_tokens !== 'number', 'no usage'],
  )
}

function checkBlockStart(progress: Progress, { index, content_block: block }: Fields): string[] {
  const found = said(
    [!progress.started || progress.changed, 'block outside of the message'],
    [progress.block !== null, 'block in a block'],
    [index !== progress.blocks, `index ${String(index)} for ${progress.blocks}`],
    [!isRecord(block) || typeof block.type !== 'string', 'block without a type'],
  )
  progress.block = isRecord(block) ? String(block.type) : ''
  progress.signed = false
  return found
}

function checkDelta(progress: Progress, { index, delta }: Fields): string[] {
  const { type } = isRecord(delta) ? delta : {}
  const late = progress.signed
  progress.signed ||= type === 'signature_delta'
  return said(
    [progress.block === null, 'delta outside of a block'],
    [index !== progress.blocks, `index ${String(index)} for ${progress.blocks}`],
    [!(DELTAS[progress.block ?? ''] ?? []).includes(type), `${String(type)} in ${String(progress.block)}`],
    [late, 'delta after the signature'],
  )
}

function checkBlockStop(progress: Progress, { index }: Fields): string[] {
  const found = said(
    [progress.block === null, 'end of no block'],
    [index !== progress.blocks, `index ${String(index)} for ${progress.blocks}`],
  )
  progress.block = null
  progress.blocks += 1
  return found
}

function checkEnd(progress: Progress, { type, delta, usage }: Fields): string[] {
  if (type === 'message_stop') {
    progress.stopped = true
    return said(
      [!progress.changed, 'message_stop before message_delta'],
      [progress.block !== null, 'block open'],
    )
  }
  const again = progress.changed
  progress.changed = true
  return said(
    [again, 'second message_delta'],
    [!progress.started, 'message_delta before message_start'],
    [progress.block !== null, 'block open'],
    [!isRecord(delta) || typeof delta.stop_reason !== 'string', 'no stop reason'],
    [!isRecord(usage) || typeof usage.output_tokens !== 'number', 'no usage'],
  )
}
