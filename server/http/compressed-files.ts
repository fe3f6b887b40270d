import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { RequestHandler } from 'express'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}
/** Browsers name them in the order in which they learnt them; the better one counts. */
const ENCODINGS = ['br', 'gzip']
/** Nine costs tens of milliseconds once, and a few percent more than eleven, which costs half a second. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
const COMPRESS: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, BROTLI),
  gzip: (bytes) => promisify(gzip)(bytes),
}
/** Names as the compiler gives them, `routes/_console.users.$id-5XQ2.js`: no segment begins with a point. */
const NAME = /^(?:\/[\w$~-][\w.$~-]*)+$/

/** Scripts and styles whose names carry a hash of their content: compressed once, kept in memory, never asked for again by a
 * browser that has them. Whatever else is asked for is left to who comes next.
 *
 * Pages are not compressed here: they hold what is secret beside what a reader typed, and the length of the two compressed
 * together tells of the first (BREACH). */
export function serveCompressedFiles(directory: string): RequestHandler {
  const kept = new Map<string, Promise<Buffer>>()

  const compressed = (path: string, encoding: string): Promise<Buffer> => {
    const key = `${encoding} ${path}`
    const known = kept.get(key)
    if (known) return known
    const made = readFile(join(directory, path)).then(
      (bytes) => COMPRESS[encoding]?.(bytes) ?? Promise.reject(new Error(`no such encoding: ${encoding}`)),
    )
    kept.set(key, made)
    // Names that do not exist take no place.
    made.catch(() => kept.delete(key))
    return made
  }

  return (req, res, next) => {
    const type = TYPES[extname(req.path)]
    const encoding = ENCODINGS.find((name) => req.acceptsEncodings(name) === name)
    const asked = req.method === 'GET' || req.method === 'HEAD'
    if (!asked || type === undefined || encoding === undefined || !NAME.test(req.path)) {
      next()
      return
    }
    compressed(req.path, encoding).then(
      (bytes) => {
        res.set({
          'Content-Type': type,
          'Content-Encoding': encoding,
          'Content-Length': String(bytes.length),
          'Cache-Control': 'public, max-age=31536000, immutable',
          Vary: 'Accept-Encoding',
        })
        res.end(req.method === 'HEAD' ? undefined : bytes)
      },
      () => {
        next()
      },
    )
  }
}
