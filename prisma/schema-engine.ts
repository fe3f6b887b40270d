import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'

/** No table is managed from outside. */
export const EVERY_TABLE = { externalTables: [], externalEnums: [] }

let instantiated: Promise<void> | undefined

/** Prisma's own schema engine as WebAssembly: no download, no native binary. For authoring and for tests; the running
 * hub does without it (server/platform/migrate.ts), because it costs some 400 ms and 50 MB.
 * @param schema  a Prisma schema whose datasource has the provider of `adapter` */
export async function openSchemaEngine(options: {
  schema: string
  adapter: SqlMigrationAwareDriverAdapterFactory
}): Promise<bindings.SchemaEngine> {
  await (instantiated ??= instantiate())
  return bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', options.schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(options.adapter),
  )
}

/** The package's entry imports its .wasm as a module, which Node cannot do without a flag; so this does what it does. */
async function instantiate(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const wasm = await readFile(join(dirname(entry), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': { ...bindings } })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start !== 'function') throw new Error('the schema engine has another shape than expected')
  Reflect.apply(start, undefined, [])
}
