import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** Who really sent a request, and whether it came over TLS, as far as trusted proxies tell. */
export interface ClientAddress {
  /** The address that abuse is counted for. */
  ip(request: IncomingMessage): string
  /** Whether the way from the client was encrypted, or never left the machine. */
  isSecure(request: IncomingMessage): boolean
  isTrustedProxy(address: string): boolean
}

/** @param trustedProxies CIDRs or addresses whose X-Forwarded-* headers are believed; all others' are ignored */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = blockList(trustedProxies)
  const has = (list: BlockList, address: string) =>
    list.check(plain(address), isIP(plain(address)) === 6 ? 'ipv6' : 'ipv4')
  const isTrustedProxy = (address: string) => isIP(plain(address)) !== 0 && has(trusted, address)

  /** The last hop that is no proxy of ours: what stands further left may be invented. */
  function ip(request: IncomingMessage): string {
    const peer = request.socket.remoteAddress ?? ''
    if (!isTrustedProxy(peer)) return plain(peer)
    const hops = (headerText(request, 'x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
    return plain(hops.findLast((hop) => isIP(plain(hop)) !== 0 && !isTrustedProxy(hop)) ?? peer)
  }

  return {
    ip,
    isTrustedProxy,
    isSecure(request) {
      if ((request.socket as Partial<TLSSocket>).encrypted) return true
      const peer = request.socket.remoteAddress ?? ''
      if (trustedProxies.length > 0 && isTrustedProxy(peer))
        return headerText(request, 'x-forwarded-proto')?.split(',').at(-1)?.trim() === 'https'
      return isLoopback(plain(peer))
    },
  }
}

const headerText = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

/** Asked for every request; a BlockList would cost more than all other checks together. */
const LOOPBACK = /^127(?:\.\d{1,3}){3}$/
const isLoopback = (address: string): boolean => LOOPBACK.test(address) || address === '::1'

/** Sockets that listen on IPv6 show IPv4 peers in mapped form. */
const plain = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address)

function blockList(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}
