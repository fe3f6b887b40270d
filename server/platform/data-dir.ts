import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface DataDir {
  path: string
  databaseFile: string
  lockFile: string
  masterKey: string
  adminToken: string
  /** True when this boot made the admin token, which is then shown once. */
  madeAdminToken: boolean
}

/** Create the data directory (0700) with a master key and an admin token (0600), or read the ones that are there.
 * Values given by configuration are used as they are and never written to disk. */
export function openDataDir(options: {
  path: string
  masterKey: string | undefined
  adminToken: string | undefined
}): DataDir {
  const path = resolve(options.path)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  const databaseFile = join(path, 'hub.db')
  const tokenFile = join(path, 'admin.token')
  const madeAdminToken = options.adminToken === undefined && !existsSync(tokenFile)
  return {
    path,
    databaseFile,
    lockFile: join(path, 'hub.lock'),
    masterKey:
      options.masterKey ?? readOrMake(join(path, 'master.key'), () => randomBytes(32).toString('base64')),
    adminToken:
      options.adminToken ?? readOrMake(tokenFile, () => `cch-admin-${randomBytes(24).toString('base64url')}`),
    madeAdminToken,
  }
}

/** `wx` makes two first boots at once agree on one value: the loser reads what the winner wrote. */
function readOrMake(file: string, make: () => string): string {
  if (!existsSync(file)) {
    try {
      writeFileSync(file, `${make()}\n`, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
  const value = readFileSync(file, 'utf8').trim()
  if (!value)
    throw new Error(`${file} is empty: restore it from a backup, or remove it to have a new one made`)
  return value
}
