import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Start a worker thread from a module of this repository, whichever way this one runs: beside the bundle as `.js`, or
 * from source (tsx, vitest) as `.ts`, for which the thread first needs the loader that the main thread has.
 * @param options.name     file name without extension, in the folder of `importer`; in the bundle, beside it
 * @param options.importer `import.meta.url` of the caller */
export function startWorker({
  name,
  importer,
  ...options
}: WorkerOptions & { name: string; importer: string }): Worker {
  if (!new URL(importer).pathname.endsWith('.ts')) {
    return new Worker(new URL(`./${name}.js`, importer), { ...options, name })
  }
  const source = new URL(`./${name}.ts`, importer).href
  // Not `execArgv: ['--import', 'tsx']`: that registers the loader in main threads only.
  const script = `import('tsx/esm/api').then((tsx) => { tsx.register(); return import('${source}') })`
  return new Worker(script, { ...options, name, eval: true, execArgv: [] })
}
