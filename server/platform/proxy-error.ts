/** Ways in which a connection through a proxy fails, in words for an admin. */
const MEANING = {
  refused: 'Nothing accepts connections at the address of the proxy',
  dns: 'The host name of the proxy could not be looked up',
  tls: 'The TLS handshake with the proxy failed',
  authentication: 'The proxy asks for a user name and password that it accepts',
  denied: 'The proxy does not allow connections to this host and port',
  target: 'The proxy could not reach the host behind it',
  cut: 'The proxy cut the connection before it was ready',
  timeout: 'The connection through the proxy was not ready in time',
  protocol: 'The proxy does not answer in the protocol of its URL',
} as const
export type ProxyFailure = keyof typeof MEANING

/** A connection through a proxy that did not come about. It has no cause on purpose: the errors of URL and of the SOCKS
 * library carry the credentials of the proxy. */
export class ProxyError extends Error {
  readonly code = 'PROXY_FAILED'

  /** @param detail a code or status; never the proxy's own words, which may quote what it was sent */
  constructor(
    readonly reason: ProxyFailure,
    detail?: string,
  ) {
    super(detail === undefined ? `${MEANING[reason]}.` : `${MEANING[reason]} (${detail}).`)
    this.name = 'ProxyError'
  }
}

/** The code of a system, TLS or parser error. */
export const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.name)
