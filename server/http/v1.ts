import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { GatewayError } from '#server/domain/errors'
import { refuse } from '#server/gateway/pipeline'
import type { GatewayHandler } from '#server/gateway/pipeline'
import type { ClientAddress } from './client-address'

/** Everything below these belongs to the data plane and never meets a framework. */
export const isGatewayPath = (url: string): boolean => url.startsWith('/v1')

export const PLAIN_HTTP_REFUSED =
  'Plain HTTP is refused beyond this machine: use HTTPS, or set ALLOW_HTTP=true.'
const PROBE = /^\/v1(?:beta)?\/?(?:\?|$)/

/** The raw handler of the data plane. */
export function createV1(options: {
  gateway: GatewayHandler
  address: ClientAddress
  /** Serve plain HTTP to other machines, too. */
  allowHttp: boolean
}): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (!options.allowHttp && !options.address.isSecure(request)) {
      refuse(request, response, new GatewayError('insecure_transport', { clientMessage: PLAIN_HTTP_REFUSED }))
      return
    }
    const { method = 'GET', url = '/' } = request
    // Clients probe their base URL before they send a key.
    if ((method === 'GET' || method === 'HEAD') && PROBE.test(url)) answer(response, 200, { status: 'ok' })
    else void options.gateway(request, response)
  }
}

/** Codex tries a WebSocket first. 426 makes it go on over HTTP at once; after 404 or 405 it tries seven times more, and
 * without a listener Node would hand the upgrade to the GET route. */
export function refuseUpgrade(request: IncomingMessage, socket: Duplex): void {
  const gateway = isGatewayPath(request.url ?? '')
  const body = JSON.stringify({
    error: {
      message: 'WebSocket is not supported here: use HTTP.',
      type: 'invalid_request_error',
      param: null,
      code: 'upgrade_not_supported',
    },
  })
  const head = gateway ? 'HTTP/1.1 426 Upgrade Required\r\nUpgrade: HTTP/1.1' : 'HTTP/1.1 404 Not Found'
  socket.on('error', () => socket.destroy())
  socket.end(
    `${head}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  )
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(response.req.method === 'HEAD' ? undefined : text)
  response.req.resume()
}
