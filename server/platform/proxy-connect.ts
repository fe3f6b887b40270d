import { isIP } from 'node:net'
import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { ForbiddenAddressError, guardedConnect, guardedLookup, isForbiddenHost } from './egress-guard'
import { codeOf, ProxyError } from './proxy-error'
import { openHttpTunnel } from './proxy-http'
import { openTcp, openTls } from './proxy-sockets'
import type { Endpoint } from './proxy-sockets'
import { openSocksTunnel } from './proxy-socks'
import { parseProxyUrl } from './proxy-url'
import type { ProxyAddress } from './proxy-url'

export interface OutgoingOptions {
  /** `http:`, `https:`, `socks5:` or `socks5h:`, credentials in it; null is direct. */
  proxyUrl: string | null
  /** Connect directly when the proxy fails. */
  fallbackDirect: boolean
  /** For all that it takes until HTTP can be spoken. */
  timeoutMs: number
  /** A proxy failed and the connection is made directly; called once a while, not for each connection. */
  onFallback?: (error: ProxyError) => void
  monotonicMs?: () => number
  /** Authorities to trust behind a proxy and at it, instead of the system's. */
  ca?: string
}

/** A proxy that failed is left alone for this long, where there is another way. */
export const FAILED_PROXY_MS = 30_000

/** The `connect` option of an undici dispatcher of one origin, through a proxy or directly. It reaches no forbidden
 * address, as far as the hub itself looks up names: behind HTTP and `socks5h:` proxies the proxy does.
 * Fails with ProxyError, ForbiddenAddressError, or the target's own TLS or DNS error. */
export function outgoingConnect(options: OutgoingOptions): buildConnector.connector {
  const { proxyUrl, timeoutMs, ca } = options
  if (proxyUrl === null) return guardedConnect({ timeoutMs })
  if (options.fallbackDirect) return connectWithFallback({ ...options, proxyUrl })
  return (target, callback) => {
    openThroughProxy({ proxyUrl, timeoutMs, ca }, target).then(
      (socket) => {
        callback(null, socket)
      },
      (error: unknown) => {
        callback(asError(error), null)
      },
    )
  }
}

/** The proxy gets half of the time, so that a silent one leaves enough for the direct way. */
function connectWithFallback(options: OutgoingOptions & { proxyUrl: string }): buildConnector.connector {
  const { proxyUrl, ca, onFallback, monotonicMs = () => performance.now() } = options
  const timeoutMs = options.timeoutMs / 2
  const direct = guardedConnect({ timeoutMs })
  let directUntilMs: number | null = null
  return (target, callback) => {
    const nowMs = monotonicMs()
    if (directUntilMs !== null) {
      if (nowMs < directUntilMs) {
        direct(target, callback)
        return
      }
      // This connection alone tries the proxy again; those beside it do not wait for what may still be silent.
      directUntilMs = nowMs + FAILED_PROXY_MS
    }
    openThroughProxy({ proxyUrl, timeoutMs, ca }, target).then(
      (socket) => {
        directUntilMs = null
        callback(null, socket)
      },
      (error: unknown) => {
        if (error instanceof ProxyError) {
          directUntilMs = monotonicMs() + FAILED_PROXY_MS
          onFallback?.(error)
          direct(target, callback)
        } else callback(asError(error), null)
      },
    )
  }
}

export interface ThroughProxyOptions {
  proxyUrl: string
  timeoutMs: number
  ca?: string | undefined
}

/** A connection to a target behind a proxy, TLS included when the target's protocol asks for it.
 * @throws ProxyError, ForbiddenAddressError, or the target's own TLS or DNS error */
export async function openThroughProxy(
  { proxyUrl, timeoutMs, ca }: ThroughProxyOptions,
  target: buildConnector.Options,
): Promise<Socket> {
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (isForbiddenHost(host)) throw new ForbiddenAddressError(host)
  const proxy = parseProxyUrl(proxyUrl)
  const deadline = new AbortController()
  const timer = setTimeout(() => {
    deadline.abort()
  }, timeoutMs)
  let tcp: Socket | undefined
  try {
    const seenByProxy = isResolvedHere(host, proxy) ? await resolveHere(host, deadline.signal) : host
    const destination = { host: seenByProxy, port: portOf(target) }
    tcp = await openTcp(proxy, deadline.signal)
    const tunnel = await openTunnel(tcp, { proxy, destination, timeoutMs, ca })
    if (target.protocol !== 'https:') return tunnel
    return await openTls(tunnel, { host: target.servername || host, ca })
  } catch (error) {
    tcp?.destroy()
    if (deadline.signal.aborted) throw new ProxyError('timeout', `${String(timeoutMs)} ms`)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function openTunnel(
  tcp: Socket,
  options: { proxy: ProxyAddress; destination: Endpoint; timeoutMs: number; ca: string | undefined },
): Promise<Socket> {
  const { proxy, destination, timeoutMs, ca } = options
  if (proxy.protocol === 'http:') await openHttpTunnel(tcp, destination, proxy.credentials)
  else if (proxy.protocol !== 'https:') await openSocksTunnel(tcp, destination, proxy, timeoutMs)
  else {
    const secure = await openTls(tcp, { host: proxy.host, ca }).catch((error: unknown) => {
      throw error instanceof ProxyError ? error : new ProxyError('tls', codeOf(asError(error)))
    })
    await openHttpTunnel(secure, destination, proxy.credentials)
    return secure
  }
  return tcp
}

const portOf = ({ protocol, port }: buildConnector.Options): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)

const isResolvedHere = (host: string, { protocol }: ProxyAddress): boolean =>
  protocol === 'socks5:' && isIP(host) === 0

/** IPv4 first, since only one address can be named and few SOCKS proxies have a way out over IPv6. */
function resolveHere(host: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new ProxyError('timeout'))
    })
    guardedLookup(host, { order: 'ipv4first' }, (error, address) => {
      if (error) reject(error)
      else if (typeof address === 'string') resolve(address)
    })
  })
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new ProxyError('protocol'))
