import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guardedConnect, isForbiddenAddress, isPublicAddress } from './egress-guard'

const server = createServer((_req, res) => res.end('reached'))
const agent = new Agent({ connect: guardedConnect({ timeoutMs: 1_000 }) })

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(async () => {
  await agent.destroy()
  server.close()
})

describe('guardedConnect', () => {
  it.each(['127.0.0.1', 'localhost'])(
    'reaches %s, since a provider may live in the same network',
    async (host) => {
      // A listening TCP server's address is an object; a string stands for pipes.
      const { port } = server.address() as AddressInfo
      const answer = await request(`http://${host}:${String(port)}/`, { dispatcher: agent })
      expect(await answer.body.text()).toBe('reached')
    },
  )

  it.each(['http://169.254.169.254/', 'http://[fe80::1]/', 'http://metadata.google.internal/'])(
    'refuses %s before a packet leaves',
    async (url) => {
      await expect(request(url, { dispatcher: agent })).rejects.toMatchObject({ code: 'FORBIDDEN_ADDRESS' })
    },
  )
})

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8', '172.15.0.1', '172.32.0.1'])(
    '%s is',
    (a) => {
      expect(isPublicAddress(a)).toBe(true)
    },
  )

  it.each([
    ['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.255', '169.254.169.254', '172.16.0.1'],
    ['172.31.255.255', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '192.0.0.192'],
    [
      '::',
      '::1',
      '::ffff:10.0.0.1',
      '::ffff:7f00:1',
      'fc00::1',
      'fd12::1',
      'fe80::1%eth0',
      'ff02::1',
      '64:ff9b::a00:1',
    ],
    ['', 'localhost', '0x7f.1', 'not-an-address'],
  ])('%s and the like are not', (...addresses) => {
    for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false])
  })
})

describe('isForbiddenAddress', () => {
  it.each(['169.254.0.1', '::ffff:169.254.1.1', 'fe80::1%eth0', 'febf::1'])(
    'forbids %s as a resolver gives it',
    (a) => {
      expect(isForbiddenAddress(a)).toBe(true)
    },
  )

  it.each(['127.0.0.1', '10.1.2.3', '::1', 'fd00::1', '8.8.8.8', 'not-an-address'])('lets %s pass', (a) => {
    expect(isForbiddenAddress(a)).toBe(false)
  })
})
