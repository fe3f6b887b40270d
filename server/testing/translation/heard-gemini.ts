import { fields, list, refusal, Turns, words } from './heard'
import type { HeardBody, Json } from './heard'

/** @see https://ai.google.dev/api/generate-content#request-body */
export function readGemini(body: Json): HeardBody {
  const turns = new Turns()
  const proofs: string[] = []
  const calls = new CallOrder(turns)
  for (const content of list(body.contents).map(fields)) {
    if (content.role !== 'user' && content.role !== 'model') throw refusal('user or model', content.role)
    const role = content.role === 'user' ? 'user' : 'assistant'
    const parts = list(content.parts).map(fields)
    if (parts.length === 0) throw refusal('a part', content)
    for (const part of parts) readPart(role, part, { turns, proofs, calls })
    if (role === 'user') turns.requireAnswered()
  }
  const config = fields(body.generationConfig ?? {})
  const instruction = list(fields(body.systemInstruction ?? { parts: [] }).parts)
  const declared = list(body.tools ?? []).flatMap((tool) => list(fields(tool).functionDeclarations))
  return {
    system: instruction.map((part) => words(fields(part).text)).join('\n'),
    turns: turns.turns,
    tools: declared.map((tool) => words(fields(tool).name)),
    ...readConfig(config),
    proofs,
  }
}

function readConfig(config: Json): Pick<HeardBody, 'thinking' | 'schema'> {
  const { thinkingConfig, responseJsonSchema: schema = null, responseMimeType } = config
  if (schema !== null && responseMimeType !== 'application/json') throw refusal('JSON for a schema', config)
  const thinking = thinkingConfig === undefined ? null : fields(thinkingConfig)
  return {
    thinking: thinking && { amount: thinking.thinkingBudget, shown: thinking.includeThoughts === true },
    schema,
  }
}

/** Without ids, results are joined to calls of their name by their order. */
class CallOrder {
  #count = 0
  #open: { id: string; name: string }[] = []

  constructor(private readonly turns: Turns) {}

  call({ id, name, args }: Json): void {
    const made = id === undefined ? `made_${String(this.#count++)}` : words(id)
    this.#open.push({ id: made, name: words(name) })
    this.turns.call(made, words(name), args ?? {})
  }

  result({ id, name, response, parts }: Json): void {
    const at = this.#open.findIndex((call) => call.name === name && (id === undefined || call.id === id))
    const [call] = at === -1 ? [] : this.#open.splice(at, 1)
    if (!call) throw refusal('a result of an open call', { id, name })
    const said = fields(response)
    if (said.error !== undefined) this.turns.result(call.id, words(said.error), true)
    else this.turns.result(call.id, words(said.output))
    for (const part of list(parts ?? [])) this.turns.add('user', imageIn(fields(part)))
  }
}

function imageIn({ inlineData }: Json): string {
  const { mimeType, data } = fields(inlineData)
  return `image data:${words(mimeType)};base64,${words(data)}`
}

function readPart(
  role: 'user' | 'assistant',
  part: Json,
  { turns, proofs, calls }: { turns: Turns; proofs: string[]; calls: CallOrder },
): void {
  const proof = part.thoughtSignature
  if (part.functionCall !== undefined) {
    const call = fields(part.functionCall)
    if (proof !== undefined) proofs.push(`${words(call.name)} ${words(proof)}`)
    calls.call(call)
  } else if (part.functionResponse !== undefined) calls.result(fields(part.functionResponse))
  else if (part.inlineData !== undefined) turns.add(role, imageIn(part))
  else if (part.fileData !== undefined) turns.add(role, `image ${words(fields(part.fileData).fileUri)}`)
  else if (part.thought !== true && words(part.text) !== '') turns.text(role, part.text)
}
