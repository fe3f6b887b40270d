/** `npm run db:migrate`: bring the configured database to the newest migration, for operators who do it apart from a start. */
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { openDataDir } from '#server/platform/data-dir'
import { loadEnvFile, readEnv } from '#server/platform/env'
import { createLogger } from '#server/platform/logger'
import { migrate } from '#server/platform/migrate'
import { restrictFiles } from '#server/platform/restrict-files'

restrictFiles()
loadEnvFile()
const env = readEnv()
const log = createLogger({ level: env.LOG_LEVEL })
const sqlite = () =>
  pathToFileURL(
    openDataDir({ path: env.DATA_DIR, masterKey: env.MASTER_KEY?.[0], adminToken: env.ADMIN_TOKEN })
      .databaseFile,
  ).href
const directory = join(fileURLToPath(new URL('.', import.meta.url)), 'migrations')
const applied = await migrate({ url: env.DATABASE_URL ?? sqlite(), directory, log })
if (applied.length === 0) log.info('the database is up to date')
