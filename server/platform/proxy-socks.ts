import type { Socket } from 'node:net'
import { SocksClient } from 'socks'
import { ProxyError } from './proxy-error'
import type { ProxyFailure } from './proxy-error'
import type { Endpoint } from './proxy-sockets'
import type { ProxyAddress } from './proxy-url'

/** RFC 1929 writes each length into one byte; the library would throw where nobody can catch it. */
const MAX_CREDENTIAL_BYTES = 255

/** Ask a SOCKS5 proxy for a connection; when it resolves, the socket is connected to the target.
 * @see https://www.rfc-editor.org/rfc/rfc1928, https://www.rfc-editor.org/rfc/rfc1929
 * @throws ProxyError */
export async function openSocksTunnel(
  socket: Socket,
  target: Endpoint,
  proxy: ProxyAddress,
  timeoutMs: number,
): Promise<void> {
  const { user = '', password = '' } = proxy.credentials ?? {}
  if (Buffer.byteLength(user) > MAX_CREDENTIAL_BYTES || Buffer.byteLength(password) > MAX_CREDENTIAL_BYTES)
    throw new ProxyError('authentication', 'longer than SOCKS5 can say')
  try {
    await SocksClient.createConnection({
      command: 'connect',
      proxy: { host: proxy.host, port: proxy.port, type: 5, userId: user, password },
      destination: target,
      existing_socket: socket,
      // The caller's deadline ends the socket; this one only keeps the library's own from outliving it.
      timeout: timeoutMs,
    })
  } catch (error) {
    throw explain(error instanceof Error ? error.message : '')
  }
}

/** The library, pinned to one version, tells its failures apart by these texts only. Its error is not kept: it carries
 * the password. */
const FAILURES: readonly [text: string, failure: ProxyFailure, detail?: string][] = [
  ['Socks5 Authentication failed', 'authentication'],
  ['no accepted authentication type', 'authentication'],
  ['rejected connection - NotAllowed', 'denied'],
  ['rejected connection - Failure', 'target', 'general failure'],
  ['rejected connection - NetworkUnreachable', 'target', 'network unreachable'],
  ['rejected connection - HostUnreachable', 'target', 'host unreachable'],
  ['rejected connection - ConnectionRefused', 'target', 'connection refused'],
  ['rejected connection - TTLExpired', 'target', 'TTL expired'],
  ['rejected connection - AddressNotSupported', 'target', 'address type not supported'],
  ['Socket closed', 'cut'],
  ['ECONNRESET', 'cut', 'ECONNRESET'],
  ['EPIPE', 'cut', 'EPIPE'],
]

function explain(message: string): ProxyError {
  const [, failure = 'protocol', detail] = FAILURES.find(([text]) => message.includes(text)) ?? []
  return new ProxyError(failure, detail)
}
