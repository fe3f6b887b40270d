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
    // More than there are cores on a small machine: what talks over sockets waits a third of its time.
    maxWorkers: 3,
    // No module keeps state, so nothing is left behind for the next file, and to load all anew for each takes minutes.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['{server,app,prisma,bench}/**/*.test.{ts,tsx}'],
          exclude: [WITH_STORES_AND_SOCKETS],
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: [`{server,app,prisma,bench}/${WITH_STORES_AND_SOCKETS}`] },
      },
    ],
  },
})
