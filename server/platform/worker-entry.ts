import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Start a worker thread from a module of this repository, whichever way this one runs: beside the bundle as `.js`, or
 * from source (tsx, vitest) as `.ts`, for which the thread needs its own loader.
 * @param options.name     file name without extension, in the folder of `importer`; in the bundle, beside it
 * @param options.importer `import.meta.url` of the caller */
export function startWorker({ name, importer, ...options }: WorkerOptions & { name: string; importer: string }): Worker {
  const fromSource = new URL(importer).pathname.endsWith('.ts')
  const url = new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, importer)
  return new Worker(url, { ...options, name, ...(fromSource && { execArgv: ['--import', 'tsx'] }) })
}
