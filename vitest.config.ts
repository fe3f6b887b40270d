import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const WITH_STORES_AND_SOCKETS = '**/*.it.test.ts'

export default defineConfig({
  resolve: { alias: { '#server': here('server'), '#app': here('app'), '#prisma': here('prisma') } },
  test: {
    setupFiles: ['server/testing/fail-on-console-error.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['{server,app,prisma,bench}/**/*.test.{ts,tsx}'],
          exclude: [WITH_STORES_AND_SOCKETS],
          // Pure functions leave nothing behind, and to load them anew for every file takes longer than to test them.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: [`{server,app,prisma,bench}/${WITH_STORES_AND_SOCKETS}`] },
      },
    ],
  },
})
