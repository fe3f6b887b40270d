import { fields, list, refusal, Turns, words } from './heard'
import type { HeardBody, Json } from './heard'

/** @see https://docs.anthropic.com/en/api/messages */
export function readClaude(body: Json): HeardBody {
  if (typeof body.max_tokens !== 'number') throw refusal('max_tokens', body.max_tokens)
  const turns = new Turns()
  const proofs: string[] = []
  let lastRole = ''
  for (const message of list(body.messages).map(fields)) {
    const role = message.role === 'user' ? 'user' : 'assistant'
    if (message.role !== role || (lastRole === role && role === 'assistant'))
      throw refusal('roles by turns', message.role)
    lastRole = role
    for (const block of blocksOf(message.content)) readBlock(role, block, turns, proofs)
    if (role === 'user') turns.requireAnswered()
  }
  const format = body.output_config === undefined ? null : fields(fields(body.output_config).format)
  return {
    system: blocksOf(body.system ?? [])
      .map(({ text }) => words(text))
      .join('\n'),
    turns: turns.turns,
    tools: list(body.tools ?? []).map((tool) => words(fields(tool).name)),
    thinking: readThinking(body),
    schema: format?.type === 'json_schema' ? format.schema : null,
    proofs,
  }
}

function readThinking({ thinking: wish, max_tokens: limit, messages }: Json): HeardBody['thinking'] {
  if (wish === undefined) return null
  const { type, budget_tokens: budget, display } = fields(wish)
  if (type !== 'enabled') return null
  if (typeof budget !== 'number' || budget < 1_024 || typeof limit !== 'number' || budget >= limit)
    throw refusal('a budget below max_tokens', budget)
  requireThoughts(list(messages).map(fields))
  return { amount: budget, shown: display !== 'omitted' }
}

const blocksOf = (content: unknown): Json[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : list(content).map(fields)

/** A model that thinks wants to see the thoughts that led to the tools which are being run. */
function requireThoughts(messages: readonly Json[]): void {
  const asked = messages.findLastIndex(
    ({ role, content }) => role === 'user' && blocksOf(content).some(({ type }) => type !== 'tool_result'),
  )
  const answer = messages[asked + 1]
  const first = answer && blocksOf(answer.content)[0]
  if (first && first.type !== 'thinking') throw refusal('thinking first', first)
}

function urlOf(block: Json): string {
  const source = fields(block.source)
  if (source.type === 'url') return words(source.url)
  return `data:${words(source.media_type)};base64,${words(source.data)}`
}

function readBlock(role: 'user' | 'assistant', block: Json, turns: Turns, proofs: string[]): void {
  switch (block.type) {
    case 'text':
      // Results come first in their message.
      if (role === 'user') turns.requireAnswered()
      turns.text(role, block.text)
      return
    case 'image': {
      const source = fields(block.source)
      const url =
        source.type === 'url' ? source.url : `data:${words(source.media_type)};base64,${words(source.data)}`
      turns.add(role, `image ${words(url)}`)
      return
    }
    case 'thinking':
      if (words(block.signature) === '') throw refusal('a signature', block)
      proofs.push(`${words(block.thinking)} ${words(block.signature)}`)
      return
    case 'tool_use':
      turns.call(words(block.id), words(block.name), block.input)
      return
    case 'tool_result': {
      const content = blocksOf(block.content ?? [])
      const images = content.filter(({ type }) => type === 'image')
      const texts = content.filter((inner) => !images.includes(inner)).map(({ text }) => words(text))
      turns.result(words(block.tool_use_id), texts.join('\n'), block.is_error === true)
      for (const image of images) turns.add('user', `image ${urlOf(image)}`)
      return
    }
    default:
      throw refusal('a block that it knows', block)
  }
}
