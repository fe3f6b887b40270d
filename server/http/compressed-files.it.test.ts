import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveCompressedFiles } from './compressed-files'

const script = `export const words = '${'again and '.repeat(500)}'`
let parent: string
let server: Server
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'cch-files-'))
  await mkdir(join(parent, 'build/routes'), { recursive: true })
  await writeFile(join(parent, 'build/routes/users.$id-A1.js'), script)
  await writeFile(join(parent, 'build/picture-A1.png'), 'not a script')
  await writeFile(join(parent, 'secret.js'), 'above the folder')
  const app = express()
  app.use('/build', serveCompressedFiles(join(parent, 'build')))
  app.use((_req, res) => {
    res.status(404).send('somebody else')
  })
  server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterAll(async () => {
  server.close()
  await rm(parent, { recursive: true, force: true })
})

/** Not fetch, which decodes by itself and tidies paths. */
async function get(path: string, encoding?: string, method = 'GET') {
  // A server on a port has an AddressInfo; only pipes have a string.
  const { port } = server.address() as AddressInfo
  const headers = encoding === undefined ? {} : { 'accept-encoding': encoding }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, headers, method }, resolve).once('error', reject).end()
  })
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(Buffer.from(chunk as Uint8Array))
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }
}
const SCRIPT = '/build/routes/users.$id-A1.js'

describe('scripts and styles', () => {
  it('come as small as the browser can read them, for ever', async () => {
    const brotli = await get(SCRIPT, 'gzip, deflate, br, zstd')
    expect(brotli).toMatchObject({
      status: 200,
      headers: {
        'content-encoding': 'br',
        'content-type': 'text/javascript; charset=utf-8',
        'content-length': String(brotli.body.length),
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
      },
    })
    expect(brotliDecompressSync(brotli.body).toString()).toBe(script)
    const zipped = await get(SCRIPT, 'gzip')
    expect(gunzipSync(zipped.body).toString()).toBe(script)
    expect(zipped.body.length).toBeLessThan(script.length / 10)
  })

  it('tell their length without their content', async () => {
    const { body, headers } = await get(SCRIPT, 'br', 'HEAD')
    expect(body).toHaveLength(0)
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
  })

  it.each([
    ['a browser that reads none of these', SCRIPT, 'identity'],
    ['a picture', '/build/picture-A1.png', 'br'],
    ['a name that is not there', '/build/gone-A1.js', 'br'],
    ['a folder above', '/build/../secret.js', 'br'],
    ['a folder above in other letters', '/build/%2e%2e/secret.js', 'br'],
    ['a folder above in still others', '/build/..%2fsecret.js', 'br'],
  ])('leave %s to others', async (_, path, encoding) => {
    expect(await get(path, encoding)).toMatchObject({ status: 404, body: Buffer.from('somebody else') })
  })
})
