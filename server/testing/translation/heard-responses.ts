import { fields, list, refusal, Turns, words } from './heard'
import type { HeardBody, Json } from './heard'

/** @see https://platform.openai.com/docs/api-reference/responses/create */
export function readResponses(body: Json): HeardBody {
  const turns = new Turns()
  const proofs: string[] = []
  const system = body.instructions === undefined ? [] : [words(body.instructions)]
  const items = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : list(body.input)
  for (const item of items.map(fields)) readItem(item, { turns, proofs, system })
  turns.requireAnswered()
  const reasoning = body.reasoning === undefined ? null : fields(body.reasoning)
  // Otherwise the thoughts of a conversation that nobody stores are lost.
  if (reasoning && body.store === false && !list(body.include).includes('reasoning.encrypted_content'))
    throw refusal('to be asked for encrypted thoughts', body.include)
  const format = body.text === undefined ? null : fields(fields(body.text).format)
  return {
    system: system.join('\n'),
    turns: turns.turns,
    tools: list(body.tools ?? []).map((tool) => words(fields(tool).name)),
    thinking: reasoning && { amount: reasoning.effort, shown: typeof reasoning.summary === 'string' },
    schema: format?.type === 'json_schema' ? format.schema : null,
    proofs,
  }
}

function readItem(item: Json, into: { turns: Turns; proofs: string[]; system: string[] }): void {
  const { turns, proofs, system } = into
  switch (item.type ?? 'message') {
    case 'message':
      turns.requireAnswered()
      if (item.role === 'system' || item.role === 'developer')
        system.push(...textsOf(item.content, 'input_text'))
      else readMessage(item, turns)
      return
    case 'reasoning': {
      const summary = list(item.summary).map((part) => words(fields(part).text))
      proofs.push(`${summary.join('\n')} ${words(item.encrypted_content)}`)
      return
    }
    case 'function_call':
      turns.call(words(item.call_id), words(item.name), JSON.parse(words(item.arguments)))
      return
    case 'function_call_output': {
      const parts = typeof item.output === 'string' ? [] : list(item.output).map(fields)
      const images = parts.filter(({ type }) => type === 'input_image')
      const texts = parts.filter((part) => !images.includes(part))
      const text = parts.length === 0 ? words(item.output) : textsOf(texts, 'input_text').join('\n')
      turns.result(words(item.call_id), text)
      for (const image of images) turns.add('user', `image ${words(image.image_url)}`)
      return
    }
    default:
      throw refusal('an item that it knows', item)
  }
}

const textsOf = (content: unknown, type: string): string[] =>
  typeof content === 'string'
    ? [content]
    : list(content)
        .map(fields)
        .map((part) => {
          if (part.type !== type) throw refusal(type, part)
          return words(part.text)
        })

function readMessage({ role, content }: Json, turns: Turns): void {
  if (role === 'assistant') {
    // The model's words have a type of their own.
    for (const text of textsOf(content, 'output_text')) turns.text('assistant', text)
    return
  }
  if (role !== 'user') throw refusal('a role that it knows', role)
  if (typeof content === 'string') {
    turns.text('user', content)
    return
  }
  for (const part of list(content).map(fields))
    if (part.type === 'input_image') turns.add('user', `image ${words(part.image_url)}`)
    else for (const text of textsOf([part], 'input_text')) turns.text('user', text)
}
