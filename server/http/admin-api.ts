import type { IncomingMessage } from 'node:http'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import type { ErrorRequestHandler, Request, RequestHandler, Response, Router } from 'express'
import { createOpenApiExpressMiddleware } from 'trpc-openapi'
import type { AdminContext, Services, Viewer } from '#server/trpc/context'
import { isOwnFailure } from '#server/trpc/errors'
import { REST_PATH, describeAdminApi } from '#server/trpc/openapi'
import { appRouter } from '#server/trpc/router'

const MAX_BODY_BYTES = 1_048_576

export interface AdminApiOptions {
  services: Services
  version: string
  /** Public URL of the hub without a trailing slash; null takes what the request was addressed to. */
  publicUrl: string | null
  /** Told of every failure that is the hub's own, with its cause; the caller is told nothing of it. */
  onError: (error: unknown, where: string) => void
}

/** FR-029, first part: the admin procedures as REST under /api/actions and as tRPC under /api/trpc. Mount at the root;
 * answers everything under /api, always with JSON. */
export function createAdminApi(options: AdminApiOptions): Router {
  const { services, version, publicUrl, onError } = options
  const viewers = new WeakMap<IncomingMessage, Viewer>()
  const createContext = ({ req }: { req: Request }): AdminContext => ({
    viewer: viewers.get(req) ?? null,
    services,
    ip: clientIp(req),
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
  api.use(noStore)
  api.get('/actions/openapi.json', (req, res) => {
    res.json(describeAdminApi({ version, origin: publicUrl ?? requestOrigin(req) }))
  })
  api.use(authenticate(services, viewers))
  api.use(acceptEmptyBody, express.json({ limit: MAX_BODY_BYTES }))
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
const clientIp = (req: Request): string => req.ip ?? req.socket.remoteAddress ?? 'unknown'

const noStore: RequestHandler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  next()
}

/** The admin token or a key says who asks; a wrong one ends the request here; none leaves the decision to the procedure. */
function authenticate(services: Services, viewers: WeakMap<IncomingMessage, Viewer>): RequestHandler {
  return (req, res, next) => {
    res.set('WWW-Authenticate', 'Bearer realm="admin"')
    const token = /^Bearer\s+(\S+)\s*$/i.exec(req.get('authorization') ?? '')?.[1]
    if (token === undefined) {
      next()
      return
    }
    services.access.identify(token, clientIp(req)).then((identified) => {
      if (identified.ok) {
        res.removeHeader('WWW-Authenticate')
        viewers.set(req, identified.viewer)
        next()
      } else if (identified.reason === 'throttled') {
        res.set('Retry-After', String(identified.retryAfterSeconds ?? 1))
        refuse(
          req,
          res,
          429,
          'TOO_MANY_REQUESTS',
          'Too many wrong tokens from this address; try again later.',
        )
      } else {
        refuse(req, res, 401, 'UNAUTHORIZED', REFUSED[identified.reason])
      }
    }, next)
  }
}

const REFUSED = {
  invalid: 'The token is wrong: it is neither the admin token nor an API key of this hub.',
  inactive: 'This API key is disabled, expired or replaced, or its user is disabled or expired.',
} as const

/** trpc-openapi asks for a JSON content type even of a POST without a body. */
const acceptEmptyBody: RequestHandler = (req, _res, next) => {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
  if (!hasBody) req.headers['content-type'] = 'application/json'
  next()
}

/** What the body parser refuses, by its status; its own messages quote the body, which may hold a secret. */
const BODY_REFUSALS: Readonly<Record<number, [code: string, message: string]>> = {
  400: ['BAD_REQUEST', 'The request body is not valid JSON.'],
  413: ['PAYLOAD_TOO_LARGE', 'The request body is larger than 1 MB.'],
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

/** tRPC's JSON-RPC numbers for what is refused before a procedure is reached. @see https://trpc.io/docs/rpc#error-codes */
const RPC_CODES = { UNAUTHORIZED: -32_001, TOO_MANY_REQUESTS: -32_029 } as const

/** Refuse in the caller's own format: a tRPC client takes nothing else, and in a batch it waits for an answer to each call. */
function refuse(
  req: Request,
  res: Response,
  status: number,
  code: keyof typeof RPC_CODES,
  message: string,
): void {
  const procedures = req.path.startsWith('/trpc/') ? req.path.slice('/trpc/'.length).split(',') : []
  if (procedures.length === 0) {
    sendError(res, status, code, message)
    return
  }
  const errors = procedures.map((path) => ({
    error: { message, code: RPC_CODES[code], data: { code, httpStatus: status, path } },
  }))
  res.status(status).json(req.query['batch'] === undefined ? errors[0] : errors)
}

function sendError(res: Response, status: number, code: string, message: string): void {
  res.status(status).json({ message, code })
}
