import { connect, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ForbiddenAddressError, guardedLookup, isForbiddenHost } from './egress-guard'
import { codeOf, ProxyError } from './proxy-error'
import type { ProxyFailure } from './proxy-error'

export interface Endpoint {
  /** A name or an address, without the brackets of IPv6. */
  host: string
  port: number
}

/** As undici does for direct connections. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 60_000, noDelay: true }

/** Connect to a proxy. @throws ProxyError, ForbiddenAddressError */
export function openTcp({ host, port }: Endpoint, signal: AbortSignal): Promise<Socket> {
  if (isForbiddenHost(host)) return Promise.reject(new ForbiddenAddressError(host))
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal, lookup: guardedLookup, ...KEEP_ALIVE })
    // The listener stays: while one layer hands over to the next nobody else listens, and an error that nobody hears
    // would end the process.
    socket.on('error', (error) => {
      reject(error instanceof ForbiddenAddressError ? error : new ProxyError(failureOf(error), codeOf(error)))
    })
    socket.once('connect', () => {
      resolve(socket)
    })
  })
}

function failureOf(error: Error): ProxyFailure {
  const code = codeOf(error)
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns'
  return code === 'ETIMEDOUT' ? 'timeout' : 'refused'
}

const CUT = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])

/** Speak TLS over a connection to a proxy, with the proxy itself or with a host behind it.
 * @param options.ca trusted instead of the system's authorities
 * @throws ProxyError cut when the connection goes, otherwise the error of the handshake */
export function openTls(
  socket: Socket,
  { host, ca }: { host: string; ca?: string | undefined },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secure = connectTls({
      socket,
      host,
      // Addresses are no server names: RFC 6066, section 3.
      servername: isIP(host) === 0 ? host : '',
      ALPNProtocols: ['http/1.1'],
      ...(ca === undefined ? {} : { ca }),
    })
    secure.on('error', (error: Error) => {
      reject(CUT.has(codeOf(error)) ? new ProxyError('cut', codeOf(error)) : error)
    })
    // What is under it may be destroyed without an error, as a deadline does.
    secure.once('close', () => {
      reject(new ProxyError('cut'))
    })
    secure.once('secureConnect', () => {
      resolve(secure)
    })
  })
}
