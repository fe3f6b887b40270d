import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const { imports, exports } = JSON.parse(read('package.json')) as {
  imports: Record<string, string>
  exports: Record<string, { types: string }>
}

/** The file that a module names, as a compiler outside of this repository finds it. */
function find(specifier: string, from: URL): URL | null {
  if (specifier.startsWith('.')) return firstOf([`${specifier}.ts`, `${specifier}/index.ts`], from)
  const alias = Object.keys(imports).find((name) => specifier.startsWith(name.replace('*', '')))
  const target = alias && imports[alias]?.replace('*', specifier.slice(alias.length - 1))
  return target === undefined ? null : firstOf([target], root)
}
const firstOf = (paths: string[], base: URL) =>
  paths.map((path) => new URL(path, base)).find((url) => existsSync(fileURLToPath(url))) ?? null

const IMPORT = /^(?:import|export) [^'"]*?from '([#.][^']+)'/gm

it('the type of the router can be imported from another project, with all that it is made of', () => {
  const seen = new Set<string>()
  const missing: string[] = []
  const waiting = [new URL(exports['./router']?.types ?? '', root)]
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const found = find(specifier, file)
      // What is generated from the schema is there after `npm run db:generate`.
      if (!found && !specifier.startsWith('#prisma/generated')) missing.push(`${file.pathname}: ${specifier}`)
      if (!found || seen.has(found.href)) continue
      seen.add(found.href)
      waiting.push(found)
    }
  }
  expect(missing).toEqual([])
  expect(seen.size).toBeGreaterThan(100)
  expect(read('README.md')).toContain("from 'claude-code-hub/router'")
})
