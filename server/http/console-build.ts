import { stat } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { ServerBuild } from '@remix-run/node'

/** Where the console's compiled server build comes from. In development the file changes while the server runs, and is
 * then imported again; each version of a module stays in memory, which a development process can afford.
 * @param buildPath the classic compiler's ESM output, absolute
 * @throws Error when there is no build */
export function createConsoleBuildLoader(options: {
  buildPath: string
  mode: 'production' | 'development'
}): () => Promise<ServerBuild> {
  const url = pathToFileURL(options.buildPath).href
  let loaded: { version: number; build: Promise<ServerBuild> } | null = null
  return async () => {
    if (loaded && options.mode === 'production') return loaded.build
    const { mtimeMs: version } = await stat(options.buildPath)
    if (loaded?.version !== version) {
      // An import by computed path has no type; the compiler's contract says what the module exports.
      const build = import(`${url}?version=${String(version)}`) as Promise<ServerBuild>
      loaded = { version, build }
    }
    return loaded.build
  }
}
