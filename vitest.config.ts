import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { alias: { '#server': here('server'), '#app': here('app'), '#prisma': here('prisma') } },
  test: {
    include: ['server/**/*.test.ts', 'app/**/*.test.{ts,tsx}', 'prisma/**/*.test.ts', 'bench/**/*.test.ts'],
    setupFiles: ['server/testing/fail-on-console-error.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
