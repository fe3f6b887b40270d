// `npm start`: builds when there is no build, then runs it in this process, so that signals reach the server itself.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const built = new URL('../build/server/index.js', import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))

if (!existsSync(built) || !existsSync(new URL('../build/console/index.js', import.meta.url))) {
  console.log('Building once, this takes a moment …')
  const { status } = spawnSync('npm', ['run', 'build', '--silent'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}
await import(built.href)
