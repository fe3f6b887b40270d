/** `npm run db:generate`: a copy of the schema and a Prisma client for each database, in prisma/generated/ (not committed). */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { SCHEMA_PROVIDERS, schemaFor, type SchemaProvider } from './schema-for'

const require = createRequire(import.meta.url)
const here = dirname(fileURLToPath(import.meta.url))
const outDir = join(here, 'generated')
const stampFile = join(outDir, 'stamp')

async function generate(): Promise<void> {
  const model = await readFile(join(here, 'schema.prisma'), 'utf8')
  const stamp = await stampOf(model)
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return
  await rm(outDir, { recursive: true, force: true })
  await mkdir(outDir, { recursive: true })
  await Promise.all(SCHEMA_PROVIDERS.map((provider) => generateClient(model, provider)))
  // Last, so that a run that was cut short is done again.
  await writeFile(stampFile, stamp)
}

/** Changes with anything that changes the output: the schemas made from the model, and Prisma itself. */
async function stampOf(model: string): Promise<string> {
  const hash = createHash('sha256')
  hash.update(await readFile(require.resolve('prisma/package.json')))
  for (const provider of SCHEMA_PROVIDERS) hash.update(schemaFor(model, provider))
  return hash.digest('hex')
}

async function generateClient(model: string, provider: SchemaProvider): Promise<void> {
  const schemaFile = join(outDir, `${provider}.prisma`)
  await writeFile(schemaFile, schemaFor(model, provider))
  await promisify(execFile)(
    process.execPath,
    [require.resolve('prisma/build/index.js'), 'generate', '--no-hints', '--schema', schemaFile],
    {
      // `generate` works from WASM alone, but downloads a schema engine unless this names an existing executable.
      // The rest of the environment stays out: nothing here may depend on the machine.
      env: { NODE_ENV: 'production', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    },
  )
}

await generate()
