import type { IncomingMessage } from 'node:http'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import type { ErrorRequestHandler, Request, RequestHandler, Router } from 'express'
import { createOpenApiExpressMiddleware } from 'trpc-openapi'
import type { AdminContext, Services, Viewer } from '#server/trpc/context'
import { isOwnFailure } from '#server/trpc/errors'
import { IDEMPOTENCY_HEADER } from '#server/trpc/openapi-answers'
import { REST_PATH, describeAdminApi } from '#server/trpc/openapi'
import { appRouter, createAdminCaller } from '#server/trpc/router'
import { authenticate, clientIp } from './admin-access'
import { calledProcedures, sendError } from './admin-refusals'
import { createApiDocs } from './api-docs'
import { downloadBackup } from './download-backup'
import { downloadJob } from './download-job'
import { exportLog } from './export-log'

const MAX_BODY_BYTES = 1_048_576
/** What the admin may send to procedures that take a whole table of prices: LiteLLM's had 1.6 MB in 2026. */
const MAX_TABLE_BYTES = 8 * MAX_BODY_BYTES
const TABLE_PATHS = new Set(['/actions/prices/sync/preview', '/actions/prices/sync/apply'])
const TABLE_PROCEDURES = new Set(['prices.previewSync', 'prices.applySync'])

export interface AdminApiOptions {
  services: Services
  version: string
  /** Public URL of the hub without a trailing slash; null takes what the request was addressed to. */
  publicUrl: string | null
  /** Told of every failure that is the hub's own, with its cause; the caller is told nothing of it. */
  onError: (error: unknown, where: string) => void
}

/** FR-029, first part: the admin procedures as REST under /api/actions and as tRPC under /api/trpc. Mount at the root;
 * answers everything under /api: with JSON, save the pages that show the documentation. */
export function createAdminApi(options: AdminApiOptions): Router {
  const { services, version, publicUrl, onError } = options
  const viewers = new WeakMap<IncomingMessage, Viewer>()
  const createContext = ({ req }: { req: Request }): AdminContext => ({
    viewer: viewers.get(req) ?? null,
    services,
    ip: clientIp(req),
    idempotencyKey: req.get(IDEMPOTENCY_HEADER),
  })
  const report = ({
    error,
    path,
  }: {
    error: { code: string; cause?: unknown }
    path?: string | undefined
  }) => {
    if (isOwnFailure(error)) onError(error.cause ?? error, path ?? 'admin-api')
  }
  const rest = createOpenApiExpressMiddleware({ router: appRouter, createContext, onError: report })
  const trpc = createExpressMiddleware({ router: appRouter, createContext, onError: report })

  const api = express.Router()
  api.use('/actions', createApiDocs())
  api.use(noStore)
  api.get('/actions/openapi.json', (req, res) => {
    res.json(describeAdminApi({ version, origin: publicUrl ?? requestOrigin(req) }))
  })
  api.use(authenticate({ access: services.access, publicUrl, viewers }))
  // A file of any length is no answer of a procedure.
  const callerOf = (req: Request) => createAdminCaller(createContext({ req }))
  api.get('/actions/logs/export', exportLog(callerOf))
  api.get('/actions/jobs/:id/file', downloadJob(callerOf, services.jobs))
  api.get('/actions/system/backups/:name/file', downloadBackup(callerOf, services))
  api.use(acceptEmptyBody, parseBody(viewers))
  api.use('/actions', (req, res, next) => {
    rest(req, res).catch(next)
  })
  api.use('/trpc', trpc)
  api.use((_req, res) => {
    sendError(res, 404, 'NOT_FOUND', 'There is nothing at this path.')
  })
  api.use(answerFailure(onError))

  const mounted = express.Router()
  mounted.use(API_PATH, api)
  return mounted
}

const API_PATH = REST_PATH.slice(0, REST_PATH.lastIndexOf('/'))

const requestOrigin = (req: Request): string => `${req.protocol}://${req.get('host') ?? 'localhost'}`

const noStore: RequestHandler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  next()
}

/** trpc-openapi asks for a JSON content type even of a POST without a body. */
const acceptEmptyBody: RequestHandler = (req, _res, next) => {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
  if (!hasBody) req.headers['content-type'] = 'application/json'
  next()
}

function parseBody(viewers: WeakMap<IncomingMessage, Viewer>): RequestHandler {
  const usual: RequestHandler = express.json({ limit: MAX_BODY_BYTES })
  const table: RequestHandler = express.json({ limit: MAX_TABLE_BYTES })
  return (req, res, next) => {
    const procedures = calledProcedures(req)
    const takesTable =
      procedures.length === 0
        ? TABLE_PATHS.has(req.path)
        : procedures.every((path) => TABLE_PROCEDURES.has(path))
    const parse = takesTable && viewers.get(req)?.kind === 'admin' ? table : usual
    parse(req, res, next)
  }
}

/** What the body parser refuses, by its status; its own messages quote the body, which may hold a secret. */
const BODY_REFUSALS: Readonly<Record<number, [code: string, message: string]>> = {
  400: ['BAD_REQUEST', 'The request body is not valid JSON.'],
  413: ['PAYLOAD_TOO_LARGE', 'The request body is too large: 1 MB is taken, and 8 MB of a table of prices.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'The request body has an encoding that is not supported.'],
}

function answerFailure(onError: AdminApiOptions['onError']): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error)
      return
    }
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
    const refusal = BODY_REFUSALS[status]
    if (refusal) {
      sendError(res, status, ...refusal)
      return
    }
    onError(error, `${req.method} ${req.baseUrl}${req.path}`)
    sendError(res, 500, 'INTERNAL_SERVER_ERROR', 'The hub could not do this; its log says why.')
  }
}
