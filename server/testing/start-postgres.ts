import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres } from './find-programs'

export type PostgresForTests = { ok: true; url: string; stop: () => void } | { ok: false; reason: string }

const PORT = 54_329

/** Start a throw-away PostgreSQL cluster on loopback, its data in a temporary folder. TEST_DATABASE_URL names one that runs
 * already. */
export function startPostgres(): PostgresForTests {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined && given !== '') return { ok: true, url: given, stop: () => undefined }
  const programs = findPostgres()
  if (programs === null)
    return { ok: false, reason: 'there is no PostgreSQL server; install it or set TEST_DATABASE_URL' }

  const folder = mkdtempSync(join(tmpdir(), 'cch-postgres-'))
  const data = join(folder, 'data')
  // PostgreSQL refuses to run as root, so root hands it to the user that Debian's package makes.
  const asRoot = process.getuid?.() === 0
  const run = (program: string, ...args: string[]) => {
    const command = [join(programs, program), ...args]
    const [first = '', ...rest] = asRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
    return spawnSync(first, rest, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }
  if (asRoot) giveTo('postgres', folder)
  const options = `-p ${String(PORT)} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off -c max_connections=200`
  const made = run('initdb', '-D', data, '-U', 'cch', '--auth=trust', '--encoding=UTF8', '--no-sync')
  const started = run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start')
  if (started.status !== 0)
    return {
      ok: false,
      reason: `PostgreSQL did not start: ${(made.stderr || started.stderr || started.stdout).trim().slice(0, 200)}`,
    }
  return {
    ok: true,
    url: `postgresql://cch@127.0.0.1:${String(PORT)}/postgres`,
    stop() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

startPostgres.isMissing = (): boolean => !process.env['TEST_DATABASE_URL'] && findPostgres() === null

function giveTo(user: string, folder: string): void {
  const id = (flag: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout)
  chmodSync(folder, 0o700)
  chownSync(folder, id('-u'), id('-g'))
}
