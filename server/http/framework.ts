import type { RequestListener } from 'node:http'
import express from 'express'
import { createAdminApi } from './admin-api'
import type { AdminApiOptions } from './admin-api'
import type { ClientAddress } from './client-address'
import { createMetrics } from './metrics'
import type { MetricSources } from './metrics'
import { createRemixHandler } from './remix'
import type { RemixHandlerOptions } from './remix'
import { PLAIN_HTTP_REFUSED } from './v1'

export interface FrameworkOptions extends AdminApiOptions, RemixHandlerOptions {
  metrics: MetricSources
  isAdminToken: (token: string) => boolean
  address: ClientAddress
  allowHttp: boolean
}

/** Everything that people and automation call, as one Express application. Mounted in order: metrics, admin API, console. */
export function createFramework(options: FrameworkOptions): RequestListener {
  const { address, allowHttp } = options
  const metrics = createMetrics(options.metrics)
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', (peer: string) => address.isTrustedProxy(peer))
  app.use((request, response, next) => {
    if (allowHttp || address.isSecure(request)) next()
    else response.status(403).type('text').send(PLAIN_HTTP_REFUSED)
  })
  app.get('/metrics', (request, response, next) => {
    const token = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
    if (token === undefined || !options.isAdminToken(token)) {
      response.status(401).type('text').send('The metrics need the admin token as a Bearer token.')
      return
    }
    metrics.metrics().then((text) => response.type(metrics.contentType).send(text), next)
  })
  app.use(createAdminApi(options))
  app.use(createRemixHandler(options))
  return app
}
