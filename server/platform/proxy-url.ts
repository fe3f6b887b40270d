import { ProxyError } from './proxy-error'

const DEFAULT_PORTS = { 'http:': 80, 'https:': 443, 'socks5:': 1080, 'socks5h:': 1080 } as const

export interface ProxyAddress {
  /** `socks5h:` leaves names to the proxy, `socks5:` wants addresses: curl's meaning of both. */
  protocol: keyof typeof DEFAULT_PORTS
  /** Without the brackets of IPv6. */
  host: string
  port: number
  /** Percent-decoded; null when the URL names neither a user nor a password. */
  credentials: { user: string; password: string } | null
}

/** @throws ProxyError protocol, which does not repeat the URL as the URL's own errors do */
export function parseProxyUrl(text: string): ProxyAddress {
  try {
    const { protocol, hostname, port, username, password } = new URL(text)
    if (!isSupported(protocol) || hostname === '') throw new Error('unsupported')
    return {
      protocol,
      host: webHost(hostname),
      port: port === '' ? DEFAULT_PORTS[protocol] : Number(port),
      credentials:
        username === '' && password === ''
          ? null
          : { user: decodeURIComponent(username), password: decodeURIComponent(password) },
    }
  } catch {
    throw new ProxyError('protocol', 'its URL cannot be used')
  }
}

const isSupported = (protocol: string): protocol is ProxyAddress['protocol'] => protocol in DEFAULT_PORTS

/** WHATWG brings numbers and other scripts into one form for the schemes of the web only. */
const webHost = (hostname: string): string => new URL(`http://${hostname}`).hostname.replace(/^\[|\]$/g, '')
