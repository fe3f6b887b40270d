/** Request bodies like those that coding tools send. */
const WORDS =
  'const function return await import export config request response stream token buffer error retry limit'.split(
    ' ',
  )

function prose(seed: number, length: number): string {
  let text = ''
  for (let i = seed; text.length < length; i++)
    text += `${WORDS[(i * 7 + (i >> 3)) % WORDS.length] ?? ''}${i % 11 === 0 ? ';\n  ' : ' '}`
  return text.slice(0, length)
}

const SESSION = { user_id: `user_${'5e'.repeat(32)}_account__session_1b4c0d6e-7a8f-4c2d-9e3b-5f6a7b8c9d0e` }
const TOOL_NAMES = [
  'Bash',
  'Edit',
  'Glob',
  'Grep',
  'Read',
  'Task',
  'TodoWrite',
  'WebFetch',
  'WebSearch',
  'Write',
]

/** @param kind `small` is about 1 KB; `alone` is the same without a session, so that no request follows the one before;
 * `large` about 150 KB and `huge` about 400 KB: a system prompt, tools and a long history with tool results
 * @param stream null for one JSON answer; else how many deltas, and milliseconds between them */
export function requestBody(
  kind: 'small' | 'large' | 'huge' | 'alone',
  stream: { chunks: number; everyMs: number } | null,
): string {
  const model = stream ? `bench-${String(stream.chunks)}-${String(stream.everyMs)}` : 'claude-bench'
  const base = {
    model,
    max_tokens: 1_024,
    stream: stream !== null,
    ...(kind !== 'alone' && { metadata: SESSION }),
  }
  if (kind !== 'large' && kind !== 'huge')
    return JSON.stringify({ ...base, messages: [{ role: 'user', content: prose(1, 750) }] })
  const tools = TOOL_NAMES.map((name, i) => ({
    name,
    description: prose(i, 1_400),
    input_schema: {
      type: 'object',
      properties: { path: { type: 'string', description: prose(i, 120) } },
      required: ['path'],
    },
  }))
  const turns = Array.from({ length: kind === 'huge' ? 108 : 35 }, (_, i) => [
    {
      role: 'assistant',
      content: [
        { type: 'text', text: prose(i, 160) },
        { type: 'tool_use', id: `toolu_${String(i)}`, name: 'Read', input: { path: `/src/${String(i)}.ts` } },
      ],
    },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: `toolu_${String(i)}`, content: prose(i, 3_100) }],
    },
  ])
  const messages = [{ role: 'user', content: prose(3, 2_000) }, ...turns.flat()]
  return JSON.stringify({ ...base, system: [{ type: 'text', text: prose(2, 14_000) }], tools, messages })
}
