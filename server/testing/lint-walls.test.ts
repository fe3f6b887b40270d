import { ESLint } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'

/** Plants violations and sees them reported: a rule that has stopped to work looks exactly like clean code. */
const PLANTED: readonly (readonly [what: string, file: string, code: string, rule: string])[] = [
  [
    'domain reads platform',
    'server/domain/planted.ts',
    `import '#server/platform/clock'`,
    'boundaries/dependencies',
  ],
  [
    'platform reads domain',
    'server/platform/planted.ts',
    `import '#server/domain/money'`,
    'boundaries/dependencies',
  ],
  [
    'a store reads a service',
    'server/stores/planted.ts',
    `import '#server/services/key-service'`,
    'boundaries/dependencies',
  ],
  [
    'a store opens a generated client',
    'server/stores/planted.ts',
    `import { PrismaClient } from '#prisma/generated/sqlite/client'\nexport { PrismaClient }`,
    'boundaries/dependencies',
  ],
  [
    'a step reads another step',
    'server/gateway/guards/planted.ts',
    `import '#server/gateway/auth/key-cache'`,
    'boundaries/dependencies',
  ],
  [
    'a step reads the pipeline',
    'server/gateway/guards/planted.ts',
    `import '#server/gateway/pipeline'`,
    'boundaries/dependencies',
  ],
  [
    'a dialect reads its sibling',
    'server/gateway/translate/claude/planted.ts',
    `import '../gemini/map-usage'`,
    'boundaries/dependencies',
  ],
  [
    'a dialect reads platform',
    'server/gateway/translate/claude/planted.ts',
    `import '#server/platform/clock'`,
    'boundaries/dependencies',
  ],
  [
    'the pipeline reads a store',
    'server/gateway/planted.ts',
    `import '#server/stores/store-error'`,
    'boundaries/dependencies',
  ],
  [
    'trpc reads platform',
    'server/trpc/planted.ts',
    `import '#server/platform/clock'`,
    'boundaries/dependencies',
  ],
  [
    'a service reads trpc',
    'server/services/planted.ts',
    `import '#server/trpc/router'`,
    'boundaries/dependencies',
  ],
  [
    'http reads a store',
    'server/http/planted.ts',
    `import '#server/stores/store-error'`,
    'boundaries/dependencies',
  ],
  [
    'the console reads a value of the server',
    'app/planted.ts',
    `import { appRouter } from '#server/trpc/router'\nexport { appRouter }`,
    'boundaries/dependencies',
  ],
  [
    'the console reads a store',
    'app/planted.ts',
    `import type { Stores } from '#server/stores/interfaces'\nexport type { Stores }`,
    'boundaries/dependencies',
  ],
  [
    'a cycle',
    'server/platform/json-string.ts',
    `import { JsonWalker } from './json-walker'\nexport const QUOTE = JsonWalker`,
    'import-x/no-cycle',
  ],
  [
    'any',
    'server/domain/planted.ts',
    'export const anything = (value: any): unknown => value',
    '@typescript-eslint/no-explicit-any',
  ],
  [
    'a floating promise',
    'server/domain/planted.ts',
    'export function forget(): void { Promise.resolve(1) }',
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'the environment',
    'server/domain/planted.ts',
    'export const home = process.env.HOME',
    'no-restricted-properties',
  ],
  ['a long file', 'server/domain/planted.ts', 'export {}\n'.repeat(301), 'max-lines'],
  [
    'a long function',
    'server/domain/planted.ts',
    `export function long(): number {\n${'  Math.random()\n'.repeat(80)}  return 1\n}`,
    'max-lines-per-function',
  ],
  [
    'deep nesting',
    'server/domain/planted.ts',
    `export function deep(a: boolean): void {\n${'if (a) {'.repeat(5)}${'}'.repeat(5)}\n}`,
    'max-depth',
  ],
  [
    'a complex function',
    'server/domain/planted.ts',
    `export function complex(a: number): number {\n${Array.from({ length: 16 }, (_, i) => `if (a === ${String(i)}) return ${String(i)}\n`).join('')}return a }`,
    'complexity',
  ],
]
const FOLDERS = [
  'app',
  'server/domain',
  'server/platform',
  'server/stores',
  'server/services',
  'server/trpc',
  'server/http',
  'server/gateway',
  'server/gateway/guards',
  'server/gateway/translate/claude',
]

describe('the walls', () => {
  let eslint: ESLint

  beforeAll(() => {
    eslint = new ESLint({
      overrideConfig: {
        files: ['**/*.ts'],
        // The planted files exist only here, so the project service must be told to accept them.
        languageOptions: {
          parserOptions: {
            projectService: {
              allowDefaultProject: FOLDERS.map((folder) => `${folder}/planted.ts`),
              maximumDefaultProjectFileMatchCount_THIS_WILL_SLOW_DOWN_LINTING: FOLDERS.length,
            },
          },
        },
      },
    })
  })

  it.each(PLANTED)(
    'report %s',
    async (_what, filePath, code, rule) => {
      const [result] = await eslint.lintText(code, { filePath })
      expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule)
    },
    60_000,
  )

  it.each([
    [
      'server/gateway/guards/planted.ts',
      `import type { Guarded } from '../exchange'\nexport type Seen = Guarded\n`,
    ],
    [
      'server/trpc/planted.ts',
      `import type { Services } from '#server/services/create-services'\nexport type Seen = Services\n`,
    ],
    [
      'app/planted.ts',
      `import type { AppRouter } from '#server/trpc/router'\nexport type Seen = AppRouter\n`,
    ],
  ])(
    'let good code in %s pass',
    async (filePath, code) => {
      const [result] = await eslint.lintText(code, { filePath })
      expect(result?.messages).toEqual([])
    },
    60_000,
  )
})
