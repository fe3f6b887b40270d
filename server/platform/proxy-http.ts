import { request } from 'node:http'
import { isIPv6 } from 'node:net'
import type { Socket } from 'node:net'
import { codeOf, ProxyError } from './proxy-error'
import type { ProxyFailure } from './proxy-error'
import type { Endpoint } from './proxy-sockets'
import type { ProxyAddress } from './proxy-url'

/** Ask an HTTP proxy for a tunnel; when it resolves, the socket is connected to the target.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-connect
 * @throws ProxyError */
export function openHttpTunnel(
  socket: Socket,
  { host, port }: Endpoint,
  credentials: ProxyAddress['credentials'],
): Promise<void> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${String(port)}`
  return new Promise((resolve, reject) => {
    const connect = request({
      createConnection: () => socket,
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        'proxy-connection': 'keep-alive',
        ...(credentials ? { 'proxy-authorization': basic(credentials) } : {}),
      },
    })
    // Node would add `close`, which some proxies take for the tunnel.
    connect.removeHeader('connection')
    connect.once('connect', ({ statusCode = 0 }, _socket, head) => {
      if (statusCode < 200 || statusCode > 299)
        reject(new ProxyError(failureOf(statusCode), `HTTP ${String(statusCode)}`))
      // In TLS and in HTTP the client speaks first.
      else if (head.length > 0) reject(new ProxyError('protocol', 'it sent more than its answer'))
      else resolve()
    })
    connect.on('error', (error) => {
      const code = codeOf(error)
      reject(new ProxyError(code.startsWith('HPE_') ? 'protocol' : 'cut', code))
    })
    connect.end()
  })
}

const basic = ({ user, password }: { user: string; password: string }): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

function failureOf(status: number): ProxyFailure {
  if (status === 407) return 'authentication'
  if (status === 502 || status === 503 || status === 504) return 'target'
  if (status === 401 || status === 403) return 'denied'
  // 400, 404, 405 and 501 come from servers that are no proxies.
  return 'protocol'
}
