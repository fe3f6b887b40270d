import boundaries from 'eslint-plugin-boundaries'
import importX, { flatConfigs } from 'eslint-plugin-import-x'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import tseslint from 'typescript-eslint'

/** One row of the layering table: files in `from` may import values and types from `to`. */
const may = (from, ...to) => ({
  from: { element: { type: from } },
  allow: { to: { element: { types: { anyOf: to } } } },
})
const layer = (type, pattern, rest = {}) => ({ type, pattern, partialMatch: false, ...rest })

const SOURCES = ['app/**/*.{ts,tsx}', 'server/**/*.ts']
const TESTS = ['**/*.test.{ts,tsx}', '**/*.spec.ts', 'server/testing/**', 'e2e/**', '**/*-fixtures.ts']
const CODE = [
  'app/**/*.{ts,tsx}',
  'server/**/*.ts',
  'prisma/**/*.ts',
  'e2e/**/*.ts',
  'bench/**/*.ts',
  '*.config.ts',
]

export default tseslint.config(
  { ignores: ['node_modules', 'build', 'public/build', 'prisma/generated', 'data', 'test-results'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: CODE,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }],
      'max-depth': ['error', 4],
      complexity: ['error', 15],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only platform/env.ts reads the environment; take an option instead.',
        },
      ],
    },
  },
  {
    // Remix has loaders and actions throw responses.
    files: ['app/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/only-throw-error': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['server/platform/env.ts', 'bench/**', 'prisma/**/*.ts', '*.config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: CODE, ...flatConfigs.typescript },
  {
    files: SOURCES,
    ignores: TESTS,
    plugins: { boundaries, 'import-x': importX },
    settings: {
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      'boundaries/files': [{ category: 'exchange', pattern: 'server/gateway/exchange.ts' }],
      'boundaries/elements': [
        // first match wins: specific before general
        layer('ir', 'server/gateway/translate/ir'),
        layer('dialect', 'server/gateway/translate/*', { capture: ['dialect'] }),
        layer('translate', 'server/gateway/translate'),
        layer('step', 'server/gateway/*', { capture: ['step'] }),
        layer('gateway', 'server/gateway'),
        ...['http', 'trpc', 'services', 'jobs', 'stores', 'domain', 'platform'].map((name) =>
          layer(name, `server/${name}`),
        ),
        layer('server', 'server'),
        layer('generated', 'prisma/generated'),
        layer('locales', 'public/locales'),
        layer('app', 'app'),
      ],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'boundaries/no-unknown-dependencies': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            may(
              'server',
              'http',
              'gateway',
              'step',
              'translate',
              'trpc',
              'services',
              'jobs',
              'stores',
              'domain',
              'platform',
            ),
            may('http', 'gateway', 'trpc', 'domain', 'platform'),
            may('gateway', 'step', 'translate', 'domain', 'platform'),
            may('step', 'translate', 'ir', 'stores', 'domain', 'platform'),
            // of gateway/*.ts, a step sees only the Exchange record, never pipeline.ts or another step
            { from: { element: { type: 'step' } }, allow: { to: { file: { categories: 'exchange' } } } },
            may('translate', 'dialect', 'ir', 'domain'),
            may('dialect', 'ir', 'domain'),
            may('ir', 'domain'),
            may('trpc', 'services', 'stores', 'domain'),
            may('jobs', 'services', 'stores', 'domain', 'platform'),
            may('services', 'stores', 'domain', 'platform'),
            may('stores', 'domain', 'platform'),
            // Only the platform opens a generated client; stores see its types.
            may('platform', 'generated'),
            {
              from: { element: { type: 'stores' } },
              allow: { to: { element: { type: 'generated' } }, dependency: { kind: 'type' } },
            },
            may('app', 'locales'),
            {
              from: { element: { type: 'app' } },
              allow: {
                to: { element: { types: { anyOf: ['trpc', 'domain'] } } },
                dependency: { kind: 'type' },
              },
            },
          ],
        },
      ],
    },
  },
)
