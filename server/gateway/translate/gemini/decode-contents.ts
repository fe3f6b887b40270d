import type { MediaPart, Part, TextPart, ToolResultPart, UnknownPart } from '../ir/parts'
import { badField, isEmpty } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { Turn } from '../ir/request'
import { decodeMedia, decodePart, ownExtras, toolCall } from './decode-parts'
import { isRecord } from '../ir/metering'
import { joinThoughts } from './join-thoughts'
import { idInRequest } from './tool-ids'
import { fieldsOf } from './proto-fields'
import type { Fields, Item } from './proto-fields'

/** The conversation. Roles are user and model; `function` is the old name of a user's turn that holds results, and a turn
 * without a role is the user's. */
export function decodeContents(contents: readonly Item[]): Turn[] {
  const calls = createCalls()
  const turns = contents.map((item, turn): Turn => {
    const content = fieldsOf(item)
    const role = content.text('role') ?? 'user'
    if (role !== 'user' && role !== 'model' && role !== 'function')
      throw badField(`${item.place}.role`, 'a valid role: user, model')
    const parts = content.items('parts')
    const extras = ownExtras(content.rest())
    calls.begin(role === 'model')
    return {
      role: role === 'model' ? 'assistant' : 'user',
      parts: role === 'model' ? modelParts(parts, turn, calls) : userParts(parts, turn, calls),
      ...(extras && { extras }),
    }
  })
  return joinThoughts(turns)
}

/** Calls that wait for their results. Results meet their calls by id, or else by name and order within the turn: a result
 * of an earlier turn must not shift those of later ones. */
type Calls = ReturnType<typeof createCalls>
function createCalls() {
  const known = new Set<string>()
  let open: { id: string; name: string }[] = []
  let inModel = false
  return {
    begin(model: boolean): void {
      if (model && !inModel) open = []
      inModel = model
    },
    add(id: string, name: string): void {
      known.add(id)
      open.push({ id, name })
    },
    /** @returns the id of the call that the result answers, null when there is none */
    answer(id: string | null, name: string | null): string | null {
      const byId = id !== null && known.has(id)
      const at = open.findIndex((call) => (byId ? call.id === id : name === null || call.name === name))
      const [call] = at === -1 ? [] : open.splice(at, 1)
      return byId ? id : (call?.id ?? null)
    },
  }
}

function modelParts(items: readonly Item[], turn: number, calls: Calls): Part[] {
  const served = items.flatMap(({ value }) => servedName(value))
  return items.flatMap((item, index): Part[] => {
    // A result in the model's own turn: Google called that tool itself, and nobody else is to answer.
    const name = servedName(item.value)[0] ?? calledName(item.value)
    if (name !== undefined && served.includes(name))
      return [{ type: 'unknown', dialect: 'gemini', name: 'server_side_call', raw: item.value }]
    return decodePart(fieldsOf(item), item.value, (fields) => {
      const call = toolCall(fields, idInRequest(turn, index))
      calls.add(call.id, call.name)
      return call
    })
  })
}

const memberName = (part: unknown, camel: string, snake: string): string | undefined => {
  const member: unknown = isRecord(part) ? (part[camel] ?? part[snake]) : undefined
  return isRecord(member) && typeof member.name === 'string' ? member.name : undefined
}
const calledName = (part: unknown): string | undefined => memberName(part, 'functionCall', 'function_call')
const servedName = (part: unknown): string[] => {
  const name = memberName(part, 'functionResponse', 'function_response')
  return name === undefined ? [] : [name]
}

/** Results first, as the contract of turns has it. Media right after a result belong to it: so models before Gemini 3 get
 * what a tool has shown. */
function userParts(items: readonly Item[], turn: number, calls: Calls): Part[] {
  const results: { part: ToolResultPart; media: MediaPart[] }[] = []
  const others: Part[] = []
  let afterResult = false
  for (const [index, item] of items.entries()) {
    const fields = fieldsOf(item)
    const response = fields.fields('functionResponse')
    const media = response ? null : decodeMedia(fields)
    const last: { media: MediaPart[] } | undefined = afterResult ? results.at(-1) : undefined
    if (response)
      results.push({ part: toolResult(response, fields, calls, idInRequest(turn, index)), media: [] })
    else if (media && last) last.media.push(asSibling(media))
    else others.push(...(media ? [media] : decodePart(fields, item.value, lateCall(turn, index))))
    afterResult = response !== null || (afterResult && media !== null)
  }
  return [...results.map(({ part, media }) => ({ ...part, content: [...part.content, ...media] })), ...others]
}

/** A call in a user's turn answers to nobody. */
const lateCall = (turn: number, index: number) => (fields: Fields) =>
  toolCall(fields, idInRequest(turn, index))

const asSibling = (media: MediaPart): MediaPart => ({
  ...media,
  extras: { gemini: { ...media.extras?.gemini, sibling: true } },
})

function toolResult(response: Fields, part: Fields, calls: Calls, madeUpId: string): ToolResultPart {
  const id = response.text('id')
  const name = response.text('name')
  const said = response.raw('response') ?? {}
  if (!isRecord(said)) throw badField(`${response.place}.response`, 'an object')
  const parts = response.items('parts').map(resultPart)
  const callId = calls.answer(id, name) ?? id ?? madeUpId
  const rest = part.rest()
  return {
    type: 'tool_result',
    callId,
    name,
    kind: 'function',
    isError: isError(said),
    content: [{ type: 'text', text: resultText(said) }, ...parts],
    extras: {
      gemini: {
        functionResponse: { ...response.rest(), response: said, ...(id !== null && { id }) },
        ...(!isEmpty(rest) && { part: rest }),
      },
    },
  }
}

function resultPart(item: Item): TextPart | MediaPart | UnknownPart {
  return (
    decodeMedia(fieldsOf(item)) ?? {
      type: 'unknown',
      dialect: 'gemini',
      name: 'functionResponse.parts',
      raw: item.value,
    }
  )
}

/** The documented keys are `output` and `error`; anything else is the output as a whole.
 * @see https://ai.google.dev/api/caching#FunctionResponse */
const isError = (said: Json): boolean =>
  said.error !== undefined && said.error !== null && said.output === undefined

function resultText(said: Json): string {
  const { output, error, ...others } = said
  const both = output !== undefined && error !== undefined
  const only = isEmpty(others) && !both ? (output ?? error) : undefined
  if (typeof only === 'string') return only
  return JSON.stringify(only ?? said)
}
