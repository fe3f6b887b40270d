import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EVERY_TABLE, openSchemaEngine } from '#prisma/schema-engine'
import { schemaFor } from '#prisma/schema-for'
import { createAdapterFactory, openSql } from './database-adapter'
import { databasesUnderTest, type DatabaseFixture } from './database-fixtures'
import { migrate } from './migrate'

const prisma = fileURLToPath(new URL('../../prisma', import.meta.url))
const committed = join(prisma, 'migrations')
const log = { info: () => undefined, warn: () => undefined }

for (const database of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(database.skipped)(`migrate on ${database.title}`, () => {
    let fixture: DatabaseFixture
    let directory: string

    beforeAll(async () => {
      fixture = await database.create()
      directory = await mkdtemp(join(tmpdir(), 'cch-migrations-'))
      await cp(committed, directory, { recursive: true })
    })
    afterAll(async () => {
      await fixture.drop()
      await rm(directory, { recursive: true, force: true })
    })

    const addMigration = async (name: string, script: string): Promise<void> => {
      const folder = join(directory, database.kind, name)
      await mkdir(folder)
      await writeFile(join(folder, 'migration.sql'), script)
    }
    const query = async (text: string): Promise<unknown[][]> => {
      const sql = await openSql(fixture.url)
      const result = await sql.queryRaw({ sql: text, args: [], argTypes: [] }).finally(() => sql.dispose())
      return result.rows
    }

    it('applies everything once, however many processes begin at the same time', async () => {
      const runs = await Promise.all([1, 2, 3].map(() => migrate({ url: fixture.url, directory, log })))
      const names = (await readdir(join(committed, database.kind))).filter((name) => /^\d/.test(name))
      expect(runs.flat()).toEqual(names.sort())
      expect(await migrate({ url: fixture.url, directory, log })).toEqual([])
    })

    it('leaves what the model describes and what Prisma itself would have recorded', async () => {
      const schema = schemaFor(await readFile(join(prisma, 'schema.prisma'), 'utf8'), database.kind)
      const engine = await openSchemaEngine({ schema, adapter: await charAsText(fixture.url) })
      const files = [{ path: 'schema.prisma', content: schema }]
      const drift = await engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: prisma },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: true,
        filters: EVERY_TABLE,
      })
      expect(drift).toMatchObject({ exitCode: 0 })
      const history = await engine.diagnoseMigrationHistory({
        migrationsList: await migrationsList(join(committed, database.kind)),
        optInToShadowDatabase: false,
        filters: EVERY_TABLE,
      })
      expect(history).toMatchObject({
        hasMigrationsTable: true,
        history: null,
        failedMigrationNames: [],
        editedMigrationNames: [],
      })
    })

    it('keeps nothing of a migration that fails, and tries it again', async () => {
      const name = '29990101000000_fails'
      await addMigration(name, `CREATE TABLE "Half" ("id" INTEGER);\nINSERT INTO "Missing" VALUES (1);`)
      await expect(migrate({ url: fixture.url, directory, log })).rejects.toThrow(`${name} failed`)
      await expect(query('SELECT * FROM "Half"')).rejects.toThrow()
      await writeFile(
        join(directory, database.kind, name, 'migration.sql'),
        'CREATE TABLE "Half" ("id" INTEGER);',
      )
      expect(await migrate({ url: fixture.url, directory, log })).toEqual([name])
    })

    it('runs a change of data exactly once when two processes meet', async () => {
      await addMigration('29990102000000_counts', 'INSERT INTO "Half" VALUES (1);')
      const runs = await Promise.all([1, 2, 3, 4].map(() => migrate({ url: fixture.url, directory, log })))
      expect(runs.flat()).toEqual(['29990102000000_counts'])
      expect(await query('SELECT * FROM "Half"')).toHaveLength(1)
    })

    it('says so when the database is newer than the hub, and goes on', async () => {
      const warnings: unknown[] = []
      const applied = await migrate({
        url: fixture.url,
        directory: committed,
        log: { ...log, warn: (fields) => warnings.push(fields) },
      })
      expect(applied).toEqual([])
      expect(warnings).toEqual([{ migrations: ['29990101000000_fails', '29990102000000_counts'] }])
    })
  })
}

/** Prisma's PostgreSQL driver refuses the catalog's one-letter type "char", in which the engine asks for constraint kinds. */
async function charAsText(url: string): Promise<SqlMigrationAwareDriverAdapterFactory> {
  const factory = await createAdapterFactory({ url })
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
    connect: async () => {
      const adapter = await factory.connect()
      const queryRaw = adapter.queryRaw.bind(adapter)
      adapter.queryRaw = (query) =>
        queryRaw({
          ...query,
          sql: query.sql
            .replace('constr.contype AS', 'constr.contype::text AS')
            .replace(/con1\.(conf(?:del|upd)type)/g, 'con1.$1::text AS $1'),
        })
      return adapter
    },
  }
}

async function migrationsList(baseDir: string) {
  const names = (await readdir(baseDir)).filter((name) => /^\d/.test(name))
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  }
}
