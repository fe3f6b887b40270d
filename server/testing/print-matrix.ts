/** `npm run matrix`: every client on every provider, by official SDKs over real sockets, as a table. Exit code 1 when
 * anything fails. */
import type { Dialect } from '#server/domain/dialect'
import { casesOf, CELLS, CLIENTS, PROVIDERS, startMatrix } from './translation/cells'

const SDK: Record<Dialect, string> = {
  claude: 'Messages, `@anthropic-ai/sdk`',
  'openai-chat': 'Chat Completions, `openai`',
  'codex-responses': 'Responses, `openai`',
  gemini: 'Gemini, `@google/genai`',
}

/** One client on one type of provider, streamed and not. */
interface Square {
  passed: number
  /** Names of cases. */
  failed: string[]
}

const squares = new Map<string, Square>()
const failures: string[] = []
const tried = new Set<string>()

const matrix = await startMatrix()
for (const cell of CELLS) {
  const at = `${cell.client} on ${cell.provider}`
  const square = squares.get(at) ?? { passed: 0, failed: [] }
  squares.set(at, square)
  for (const matrixCase of casesOf(cell)) {
    tried.add(matrixCase.name)
    try {
      await matrix.run(cell, matrixCase)
      square.passed += 1
    } catch (error) {
      square.failed.push(matrixCase.name)
      const form = cell.streaming ? ', streamed' : ''
      failures.push(
        `${at}, ${matrixCase.name}${form}: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }
}
await matrix.close()

function shown({ passed, failed }: Square): string {
  const count = `${String(passed)}/${String(passed + failed.length)}`
  return failed.length === 0 ? count : `**${count}**, not ${[...new Set(failed)].join(', ')}`
}
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
const lines = CLIENTS.map((client) =>
  row([
    SDK[client],
    ...PROVIDERS.map((provider) =>
      shown(squares.get(`${client} on ${provider}`) ?? { passed: 0, failed: [] }),
    ),
  ]),
)
process.stdout.write(
  [
    row(['client', ...PROVIDERS.map((provider) => `\`${provider}\``)]),
    row(['---', ...PROVIDERS.map(() => '---')]),
    ...lines,
    `\nTried: ${[...tried].join(', ')}.\n`,
    failures.length === 0 ? 'All of it passes.\n' : `\n${failures.join('\n\n')}\n`,
  ].join(''),
)
process.exitCode = failures.length === 0 ? 0 : 1
