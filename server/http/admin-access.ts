import type { IncomingMessage } from 'node:http'
import type { Request, RequestHandler, Response } from 'express'
import type { Services, Viewer } from '#server/trpc/context'
import { calledProcedures, refuse } from './admin-refusals'
import { comesFromOwnPage } from './console-origin'
import { readSessionCookie } from './console-session'

export interface AdminAccessOptions {
  access: Services['access']
  /** Public URL of the hub without a trailing slash, when it is known. */
  publicUrl: string | null
  /** Where it is kept who asks. */
  viewers: WeakMap<IncomingMessage, Viewer>
}

export const clientIp = (req: Request): string => req.ip ?? req.socket.remoteAddress ?? 'unknown'

/** Find out who asks. A wrong credential and too many calls end the request here; none leaves the decision to the procedure. */
export function authenticate(options: AdminAccessOptions): RequestHandler {
  return (req, res, next) => {
    res.set('WWW-Authenticate', 'Bearer realm="admin"')
    const token = /^Bearer\s+(\S+)\s*$/i.exec(req.get('authorization') ?? '')?.[1]
    const viewer = token === undefined ? bySession(options, req, res) : byToken(options, token, req, res)
    viewer
      .then(async (known) => {
        if (known === 'refused') return
        if (known && !(await admit(options, known, req, res))) return
        if (known) {
          res.removeHeader('WWW-Authenticate')
          options.viewers.set(req, known)
        }
        next()
      })
      .catch(next)
  }
}

/** The session of the console, which a browser sends along by itself: so only pages of the hub may change something by it. A
 * token is never sent by itself and needs no such check. */
async function bySession(
  { access, publicUrl }: AdminAccessOptions,
  req: Request,
  res: Response,
): Promise<Viewer | 'refused' | null> {
  const session = readSessionCookie(req.headers.cookie)
  if (session === null) return null
  if (comesFromOwnPage(req, publicUrl)) return access.resume(session)
  refuse(req, res, { status: 403, code: 'FORBIDDEN', message: FOREIGN_CALL })
  return 'refused'
}

const FOREIGN_CALL =
  'This call came with the session of the console, but not from a page of the hub. Programs send a token as `Authorization: Bearer …`.'

async function byToken(
  { access }: AdminAccessOptions,
  token: string,
  req: Request,
  res: Response,
): Promise<Viewer | 'refused'> {
  const identified = await access.identify(token, clientIp(req))
  if (identified.ok) return identified.viewer
  if (identified.reason === 'throttled') {
    res.set('Retry-After', String(identified.retryAfterSeconds ?? 1))
    const message = 'Too many wrong tokens from this address; try again later.'
    refuse(req, res, { status: 429, code: 'TOO_MANY_REQUESTS', message })
  } else {
    refuse(req, res, { status: 401, code: 'UNAUTHORIZED', message: REFUSED[identified.reason] })
  }
  return 'refused'
}

const REFUSED = {
  invalid: 'The token is wrong: it is neither the admin token nor an API key of this hub.',
  inactive: 'This API key is disabled, expired or replaced, or its user is disabled or expired.',
} as const

/** Each call of a batch counts. */
async function admit(
  { access }: AdminAccessOptions,
  viewer: Viewer,
  req: Request,
  res: Response,
): Promise<boolean> {
  const seconds = await access.admit(viewer, Math.max(1, calledProcedures(req).length))
  if (seconds === null) return true
  res.set('Retry-After', String(seconds))
  const message = `Too many calls with this credential: try again in ${String(seconds)} s, or raise the setting adminRequestsPerMinute.`
  refuse(req, res, { status: 429, code: 'TOO_MANY_REQUESTS', message })
  return false
}
