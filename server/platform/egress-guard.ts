import { lookup } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { buildConnector } from 'undici'

/**
 * Addresses that the server never fetches, whoever asks: link-local ranges and the metadata services of clouds, which
 * hand out the machine's own credentials. Private addresses stay allowed, since a provider may live in the same network.
 */
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16, 'ipv4')
forbidden.addAddress('100.100.100.200', 'ipv4') // Alibaba Cloud
forbidden.addAddress('192.0.0.192', 'ipv4') // Oracle Cloud
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addAddress('fd00:ec2::254', 'ipv6') // AWS over IPv6
forbidden.addAddress('fd20:ce::254', 'ipv6') // Google Cloud over IPv6
forbidden.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6') // 169.254.0.0/16 behind NAT64

/** Beside those: addresses of this machine and of networks that are not the public one.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const notPublic = new BlockList()
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(address, prefix, 'ipv4')
for (const [address, prefix] of [
  ['::', 127], // unspecified and loopback
  ['64:ff9b::', 96], // IPv4 behind NAT64, private ones too
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  notPublic.addSubnet(address, prefix, 'ipv6')

const FORBIDDEN_NAMES = new Set(['metadata.google.internal', 'metadata.goog', 'metadata'])

/** @param address an IP address, IPv4-mapped IPv6 and zone suffixes included */
export const isForbiddenAddress = (address: string): boolean => isIn(forbidden, address)

/** @param address an IP address, IPv4-mapped IPv6 and zone suffixes included; false for what is none */
export const isPublicAddress = (address: string): boolean =>
  isIP(address.split('%')[0] ?? '') !== 0 && !isIn(forbidden, address) && !isIn(notPublic, address)

function isIn(list: BlockList, address: string): boolean {
  const [bare = ''] = address.split('%')
  const family = isIP(bare)
  return family !== 0 && list.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}

/** @param hostname as `URL.hostname` gives it: WHATWG has by then turned decimal, octal and hex forms into dotted ones */
export function isForbiddenHost(hostname: string): boolean {
  const bare = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  return FORBIDDEN_NAMES.has(bare) || isForbiddenAddress(bare)
}

export class ForbiddenAddressError extends Error {
  readonly code = 'FORBIDDEN_ADDRESS'

  constructor(hostname: string) {
    super(`${hostname} is a private, link-local or metadata address that is never fetched`)
    this.name = 'ForbiddenAddressError'
  }
}

/** The `connect` option of an undici dispatcher that reaches no forbidden address, whether it is written as a number or
 * stands behind a name. Fails with ForbiddenAddressError. */
export function guardedConnect(options: {
  timeoutMs: number
  /** Nor any address of this machine and of private networks. */
  publicOnly?: boolean
}): buildConnector.connector {
  const { timeoutMs, publicOnly = false } = options
  const lookup = publicOnly ? publicLookup : guardedLookup
  const connect = buildConnector({ timeout: timeoutMs, lookup })
  return (target, callback) => {
    const bare = target.hostname.replace(/^\[|\]$/g, '')
    const hidden = publicOnly && isIP(bare) !== 0 && !isPublicAddress(bare)
    if (hidden || isForbiddenHost(target.hostname)) callback(new ForbiddenAddressError(target.hostname), null)
    else connect(target, callback)
  }
}

/** Looks at the addresses that the socket is about to use, so that a name which changes its answer after it was checked
 * (DNS rebinding) gains nothing. Sockets do not ask a resolver for addresses written as numbers. */
export const guardedLookup: LookupFunction = lookupUnless(isForbiddenAddress)
const publicLookup: LookupFunction = lookupUnless((address) => !isPublicAddress(address))

function lookupUnless(isRefused: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, '', 4)
        return
      }
      const [first] = addresses
      if (!first || addresses.some(({ address }) => isRefused(address)))
        callback(new ForbiddenAddressError(hostname), '', 4)
      else if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
