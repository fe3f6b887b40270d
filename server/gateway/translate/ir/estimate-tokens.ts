import type { Part } from './parts'
import type { IrRequest, Tool } from './request'

/** Tokens of a picture: what Anthropic charges for one megapixel, and near what the others do. */
const PER_IMAGE = 1_500
/** Base64 characters of a document, a recording or a film that come to one token, roughly. */
const ENCODED_PER_TOKEN = 40
const PER_TURN = 4
const PER_TOOL = 12

/** How many tokens a request has, without asking its model: four characters of plain ASCII to a token, three quarters of a
 * token for any other character, and round figures for the rest. Recorded prose of 2,000 tokens comes out an eighth too high.
 * What a vendor adds of its own for tools, and what its hosted tools will find, is not in it. For those who only want to know
 * whether a conversation still fits. */
export function estimateTokens({ system, turns, tools }: IrRequest): number {
  const said = [...system, ...turns.flatMap(({ parts }) => parts)].reduce(
    (sum, part) => sum + ofPart(part),
    0,
  )
  const defined = tools.reduce((sum, tool) => sum + ofTool(tool), 0)
  return Math.max(1, Math.ceil(said + defined + turns.length * PER_TURN))
}

function ofPart(part: Part): number {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return ofText(part.text)
    case 'tool_call':
      return PER_TOOL + ofText(part.name) + ofText(part.arguments)
    case 'tool_result':
      return PER_TOOL + part.content.reduce((sum, inner) => sum + ofPart(inner), 0)
    case 'unknown':
      return ofText(JSON.stringify(part.raw))
    case 'image':
      return PER_IMAGE
    default:
      return part.source.kind === 'text'
        ? ofText(part.source.text)
        : part.source.kind === 'base64'
          ? part.source.data.length / ENCODED_PER_TOKEN
          : PER_IMAGE
  }
}

const ofTool = (tool: Tool): number =>
  PER_TOOL + ofText(JSON.stringify(tool.kind === 'hosted' ? tool.raw : tool))

const NOT_ASCII = /[^\0-\x7f]/g

function ofText(text: string): number {
  const others = text.match(NOT_ASCII)?.length ?? 0
  return (text.length - others) / 4 + others * 0.75
}
