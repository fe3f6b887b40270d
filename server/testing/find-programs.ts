import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Path of a Chromium, or null. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') return named
  return CHROMIUM_PATHS.find((path) => existsSync(path)) ?? null
}

/** Folder of PostgreSQL's server programs, newest version first, or null. */
export function findPostgres(): string | null {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : []
  const folders = versions.map((version) => `${base}/${version}/bin`)
  return folders.find((folder) => existsSync(`${folder}/initdb`)) ?? null
}

/** Install what is missing, where that can be done without asking anyone: as root, on Debian. */
export function installDebian(missing: Record<string, boolean>): void {
  const packages = Object.keys(missing).filter((name) => missing[name])
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (packages.length === 0 || !canInstall) return
  process.stdout.write(`\n▶ installing ${packages.join(' ')}\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env })
  apt('update')
  apt('install', '-y', '--no-install-recommends', ...packages)
}
