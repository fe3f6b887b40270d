import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import express from 'express'
import type { Router } from 'express'
import type { Registry } from 'prom-client'
import type { GatewayHandler } from '#server/gateway/pipeline'
import { createClientAddress } from './client-address'
import type { ClientAddress } from './client-address'
import { answerHealth, answerReadiness } from './health'
import type { Readiness } from './health'
import { createV1, isGatewayPath, PLAIN_HTTP_REFUSED, refuseUpgrade } from './v1'

export interface AppOptions {
  gateway: GatewayHandler
  adminApi: Router
  console: Router
  metrics: Registry
  readiness: () => Readiness
  isAdminToken: (token: string) => boolean
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
  const framework = createFramework(options, address)

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '/'
    if (isGatewayPath(url)) v1(request, response)
    else if (url === '/healthz') answerHealth(response)
    else if (url === '/readyz') answerReadiness(response, options.readiness())
    else if (request.method === 'HEAD' && url === '/') response.writeHead(200).end()
    else framework(request, response)
  }

  const server = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener)
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS
  server.on('connection', (socket: Socket) => socket.setNoDelay(true))
  server.on('upgrade', refuseUpgrade)
  return server
}

function createFramework(options: AppOptions, address: ClientAddress): express.Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', (peer: string) => address.isTrustedProxy(peer))
  app.use((request, response, next) => {
    if (options.allowHttp || address.isSecure(request)) next()
    else response.status(403).type('text').send(PLAIN_HTTP_REFUSED)
  })
  app.get('/metrics', (request, response, next) => {
    const token = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
    if (token === undefined || !options.isAdminToken(token)) {
      response.status(401).type('text').send('The metrics need the admin token as a Bearer token.')
      return
    }
    options.metrics.metrics().then((text) => response.type(options.metrics.contentType).send(text), next)
  })
  app.use(options.adminApi)
  app.use(options.console)
  return app
}
