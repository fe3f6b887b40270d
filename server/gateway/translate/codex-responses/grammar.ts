import type { SseFrame } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { listOf, recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'

const TERMINALS: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
])

/** An item between its `added` and its `done`, with what its events have amounted to. */
interface WatchedItem {
  readonly added: Fields
  /** Texts by the kind of event and the place in the item. */
  readonly texts: Map<string, string>
  readonly openParts: Set<string>
}

interface Watch {
  readonly violations: string[]
  readonly open: Map<number, WatchedItem>
  readonly done: Fields[]
  terminal: string | null
}

/** What a stream does that the protocol does not: numbering, names, order, texts that do not add up, what the end repeats.
 * Written from recordings, and independent of the encoder.
 * @param frames of one whole stream; comments are not frames
 * @returns violations in words; empty for a correct stream */
export function checkResponsesStream(frames: readonly SseFrame[]): string[] {
  const watch: Watch = { violations: [], open: new Map(), done: [], terminal: null }
  for (const [at, frame] of frames.entries()) {
    const say = (violation: string) => watch.violations.push(`${String(at)}: ${violation}`)
    if (!isRecord(frame.data)) {
      say('data is no object')
      continue
    }
    checkEnvelope(frame.name, frame.data, at, watch, say)
    checkEvent(frame.data, watch, say)
  }
  if (watch.terminal === null) watch.violations.push('no closing event')
  return watch.violations
}

type Say = (violation: string) => void

function checkEnvelope(name: string | null, data: Fields, at: number, watch: Watch, say: Say): void {
  if (name !== data.type) say(`the name ${String(name)} is not the type ${String(data.type)}`)
  if (data.sequence_number !== at) say(`sequence_number is ${String(data.sequence_number)}`)
  if (at === 0 && data.type !== 'response.created') say(`begins with ${String(data.type)}`)
  if (watch.terminal !== null && watch.terminal !== 'error') say(`comes after ${watch.terminal}`)
}

function checkEvent(data: Fields, watch: Watch, say: Say): void {
  const type = textOf(data.type) ?? ''
  if (TERMINALS.has(type)) {
    watch.terminal = type
    checkEnd(type, recordOf(data.response), watch, say)
  } else if (type === 'response.output_item.added') checkAdded(data, watch, say)
  else if (type === 'response.output_item.done') checkDone(data, watch, say)
  else if (typeof data.output_index === 'number') checkInside(type, data, watch, say)
}

function checkAdded(data: Fields, watch: Watch, say: Say): void {
  const index = Number(data.output_index)
  if (watch.open.size > 0) say('an item begins while another is open')
  if (index !== watch.done.length) say(`output_index is ${index}, not ${watch.done.length}`)
  const added = recordOf(data.item)
  if (typeof added.type !== 'string') say('an item without a type')
  watch.open.set(index, { added, texts: new Map(), openParts: new Set() })
}

function checkInside(type: string, data: Fields, watch: Watch, say: Say): void {
  const item = watch.open.get(Number(data.output_index))
  if (!item) {
    say(`${type} outside of an item`)
    return
  }
  if (data.item_id !== item.added.id) say(`item_id is ${String(data.item_id)}`)
  const [, subject = '', verb = ''] = /^response\.(.+)\.(added|delta|done)$/.exec(type) ?? []
  const place = placeOf(data)
  if (subject === 'content_part' || subject === 'reasoning_summary_part')
    checkPart(item, `${subject} ${place}`, verb, say)
  else checkText(item, { type, subject, verb, place }, data, say)
}

const placeOf = (data: Fields): string => {
  const at = data.content_index ?? data.summary_index
  return typeof at === 'number' ? String(at) : ''
}

interface TextEvent {
  readonly type: string
  readonly subject: string
  readonly verb: string
  readonly place: string
}

function checkText(
  item: WatchedItem,
  { type, subject, verb, place }: TextEvent,
  data: Fields,
  say: Say,
): void {
  const part = subject.startsWith('reasoning_summary') ? 'reasoning_summary_part' : 'content_part'
  if (place !== '' && !item.openParts.has(`${part} ${place}`)) say(`${type} outside of a part`)
  const key = `${subject} ${place}`
  const soFar = item.texts.get(key) ?? ''
  if (verb === 'delta') item.texts.set(key, soFar + (textOf(data.delta) ?? ''))
  if (verb === 'done' && fullText(data) !== soFar) say(`${type} is not what its deltas were`)
}

const fullText = (data: Fields): string | null =>
  [data.text, data.refusal, data.arguments, data.input].map(textOf).find((text) => text !== null) ?? null

function checkPart(item: WatchedItem, key: string, verb: string, say: Say): void {
  if (verb === 'added') {
    if (item.openParts.size > 0) say('a part begins while another is open')
    item.openParts.add(key)
  } else if (!item.openParts.delete(key)) say('a part ends that did not begin')
}

function checkDone(data: Fields, watch: Watch, say: Say): void {
  const index = Number(data.output_index)
  const item = watch.open.get(index)
  const done = recordOf(data.item)
  watch.open.delete(index)
  watch.done.push(done)
  if (!item) {
    say('an item ends that did not begin')
    return
  }
  if (item.openParts.size > 0) say('an item ends while a part is open')
  if (done.id !== item.added.id || done.type !== item.added.type) say('an item ends as another')
  for (const [key, text] of item.texts) {
    const told = doneText(done, key)
    if (told !== null && told !== text) say(`the item has another text than its deltas: ${key}`)
  }
}

function doneText(done: Fields, key: string): string | null {
  const [subject = '', place = ''] = key.split(' ')
  const at = (list: unknown): Fields => recordOf(listOf(list)[Number(place)])
  switch (subject) {
    case 'output_text':
      return textOf(at(done.content).text)
    case 'refusal':
      return textOf(at(done.content).refusal)
    case 'reasoning_summary_text':
      return textOf(at(done.summary).text)
    case 'function_call_arguments':
      return textOf(done.arguments)
    case 'custom_tool_call_input':
      return textOf(done.input)
    default:
      return null
  }
}

function checkEnd(type: string, response: Fields, watch: Watch, say: Say): void {
  if (type === 'error') return
  if (response.status !== type.slice('response.'.length)) say(`status is ${String(response.status)}`)
  if (type === 'response.failed') {
    if (!isRecord(response.error)) say('a failure without an error')
    return
  }
  if (watch.open.size > 0) say('ends while an item is open')
  const output = listOf(response.output)
  if (JSON.stringify(output) !== JSON.stringify(watch.done)) say('the output is not what the items were')
}
