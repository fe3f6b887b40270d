import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFetchPriceTable } from './fetch-price-table'

let answer: RequestListener = () => undefined
const server = createServer((request, response) => answer(request, response))
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is an object; a string stands for pipes.
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/prices.json`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('a table behind an address', () => {
  const fetchHere = createFetchPriceTable({ publicOnly: false })

  it('is its text', async () => {
    answer = (_request, response) => response.end('{"é":1}')
    expect(await fetchHere(url)).toBe('{"é":1}')
  })

  it('is read as far as a table may be long', async () => {
    answer = (_request, response) => {
      const piece = Buffer.alloc(1_048_576, 0x20)
      const write = (left: number): void => {
        if (left === 0) response.end()
        else response.write(piece, () => write(left - 1))
      }
      write(20)
    }
    await expect(fetchHere(url)).rejects.toThrow('more than 16 MB')
  })

  it('stands at that address and not where it redirects to', async () => {
    answer = (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    await expect(fetchHere(url)).rejects.toThrow('answered with status 302')
  })

  it('is not there where nobody listens', async () => {
    await expect(fetchHere('http://127.0.0.1:9/')).rejects.toThrow('could not be reached')
  })

  it('is never fetched from this machine or its network', async () => {
    const fetchPublic = createFetchPriceTable()
    for (const address of [
      url,
      url.replace('127.0.0.1', 'localhost'),
      url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
    ])
      await expect(fetchPublic(address)).rejects.toThrow('is not a public one')
  })
})
