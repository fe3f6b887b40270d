import { fields, list, refusal, Turns, words } from './heard'
import type { HeardBody, Json } from './heard'

/** @see https://platform.openai.com/docs/api-reference/chat/create */
export function readChat(body: Json): HeardBody {
  const turns = new Turns()
  const system: string[] = []
  for (const message of list(body.messages).map(fields)) {
    // Results stand right behind the calls, each in a message of its own.
    if (message.role !== 'tool') turns.requireAnswered()
    switch (message.role) {
      case 'system':
      case 'developer':
        system.push(words(message.content))
        break
      case 'user':
        readContent('user', message.content, turns)
        break
      case 'assistant':
        readAssistant(message, turns)
        break
      case 'tool':
        turns.result(words(message.tool_call_id), words(message.content))
        break
      default:
        throw refusal('a role that it knows', message.role)
    }
  }
  turns.requireAnswered()
  // Otherwise a stream has no usage.
  if (body.stream === true && fields(body.stream_options).include_usage !== true)
    throw refusal('to be asked for usage', body.stream_options)
  const format = body.response_format === undefined ? null : fields(body.response_format)
  return {
    system: system.join('\n'),
    turns: turns.turns,
    tools: list(body.tools ?? []).map((tool) => words(fields(fields(tool).function).name)),
    thinking: body.reasoning_effort === undefined ? null : { amount: body.reasoning_effort, shown: true },
    schema: format?.type === 'json_schema' ? fields(format.json_schema).schema : null,
    proofs: [],
  }
}

function readAssistant(message: Json, turns: Turns): void {
  const { content, tool_calls: calls } = message
  if (content !== null && content !== undefined) readContent('assistant', content, turns)
  else if (calls === undefined) throw refusal('content or calls', message)
  for (const call of list(calls ?? []).map(fields)) {
    const called = fields(call.function)
    turns.call(words(call.id), words(called.name), JSON.parse(words(called.arguments)))
  }
}

function readContent(role: 'user' | 'assistant', content: unknown, turns: Turns): void {
  if (typeof content === 'string') {
    turns.text(role, content)
    return
  }
  for (const part of list(content).map(fields))
    if (part.type === 'text') turns.text(role, part.text)
    else if (part.type === 'image_url') turns.add(role, `image ${words(fields(part.image_url).url)}`)
    else throw refusal('a part that it knows', part)
}
