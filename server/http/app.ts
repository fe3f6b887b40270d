import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { GatewayHandler } from '#server/gateway/pipeline'
import { createClientAddress } from './client-address'
import { answerHealth, answerReadiness } from './health'
import type { Readiness } from './health'
import { createV1, isGatewayPath, refuseUpgrade } from './v1'

export interface AppOptions {
  gateway: GatewayHandler
  /** Console, admin API and metrics: half of the process by weight, so they are loaded when first asked for, and a hub is
   * ready for its developers before. */
  loadFramework: () => Promise<RequestListener>
  readiness: () => Readiness
  trustedProxies: readonly string[]
  allowHttp: boolean
  /** PEM texts; plain HTTP without them. */
  tls: { cert: string; key: string } | null
}

/** A head must be complete soon (slowloris); a body may take its time, up to 32 MB over a slow line. */
const HEADERS_TIMEOUT_MS = 20_000
const REQUEST_TIMEOUT_MS = 300_000
/** Longer than the idle time of common load balancers, so that they close first. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000

/** The one server of the hub. What is mounted where, in order: the data plane, probes, then the framework. */
export function createApp(options: AppOptions): Server {
  const address = createClientAddress(options.trustedProxies)
  const v1 = createV1({ gateway: options.gateway, address, allowHttp: options.allowHttp })
  let framework: Promise<RequestListener> | null = null

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '/'
    if (isGatewayPath(url)) v1(request, response)
    else if (url === '/healthz') answerHealth(response)
    else if (url === '/readyz') answerReadiness(response, options.readiness())
    else if (request.method === 'HEAD' && url === '/') response.writeHead(200).end()
    else {
      framework ??= options.loadFramework()
      framework.then(
        (handle) => {
          handle(request, response)
        },
        () => {
          framework = null
          response.writeHead(500, { 'content-type': 'text/plain' }).end('The console could not be loaded.')
        },
      )
    }
  }

  const server = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener)
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS
  server.on('connection', (socket: Socket) => socket.setNoDelay(true))
  server.on('upgrade', refuseUpgrade)
  return server
}
