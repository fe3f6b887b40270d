import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import express from 'express'
import type { ErrorRequestHandler, Request, RequestHandler, Response, Router } from 'express'
import type { Services } from '#server/trpc/context'
import type { ConsoleLoadContext } from '#server/trpc/console-load-context'
import { isOwnFailure } from '#server/trpc/errors'
import { createAdminCaller } from '#server/trpc/router'
import { serveCompressedFiles } from './compressed-files'
import { comesFromOwnPage } from './console-origin'
import { readSessionCookie, sessionCookie } from './console-session'
import { contentSecurityPolicy, securityHeaders } from './security-headers'

export interface RemixHandlerOptions {
  /** Gives the compiled console; in development a newer one when there is one. */
  loadBuild: () => Promise<ServerBuild>
  /** Absolute path of `public/`. */
  publicDir: string
  mode: 'production' | 'development'
  services: Services
  /** Public URL of the hub without a trailing slash; null takes what the request was addressed to. */
  publicUrl: string | null
  /** Told of failures inside procedures that the console called; the page only says that it failed. */
  onError: (error: unknown, where: string) => void
}

/** The console: static files, then Remix for everything else. Mount last. */
export function createRemixHandler(options: RemixHandlerOptions): Router {
  const pages = express.Router()
  pages.use((req, res, next) => {
    res.set(securityHeaders(req.secure))
    next()
  })
  pages.use(serveStatic(options.publicDir))
  pages.use(requireSameOrigin(options.publicUrl))
  pages.use(render(options))
  pages.use(answerFailure(options.onError))
  return pages
}

/** Names of compiled files carry a hash of their content, so they never change; the rest may, with the next release. */
function serveStatic(publicDir: string): Router {
  const files = express.Router()
  const common = { index: false, redirect: false } as const
  files.use('/build', serveCompressedFiles(join(publicDir, 'build')))
  files.use('/build', express.static(join(publicDir, 'build'), { ...common, immutable: true, maxAge: '1y' }))
  files.use('/build', (_req, res) => {
    res.status(404).type('text').send('There is no such file in this build.')
  })
  files.use(express.static(publicDir, { ...common, maxAge: '1h' }))
  return files
}

const FOREIGN_FORM =
  'This form was sent from another site. If it was not, the hub is behind a proxy: set PUBLIC_URL to its public address.'

function requireSameOrigin(publicUrl: string | null): RequestHandler {
  return (req, res, next) => {
    if (comesFromOwnPage(req, publicUrl)) {
      next()
      return
    }
    res.status(403).type('text').send(FOREIGN_FORM)
  }
}

function render(options: RemixHandlerOptions): RequestHandler {
  const { loadBuild, mode } = options
  let current: { build: ServerBuild; handle: ReturnType<typeof createRequestHandler> } | null = null

  const getLoadContext = (req: Request, res: Response): Promise<ConsoleLoadContext> => {
    const nonce = randomBytes(16).toString('base64')
    res.set('Content-Security-Policy', contentSecurityPolicy(nonce, mode))
    // Pages show administrative data, and once a new key; nothing of it belongs into a cache.
    res.set('Cache-Control', 'no-store')
    return createLoadContext({ ...options, req, res, nonce })
  }

  return (req, res, next) => {
    loadBuild()
      .then((build) => {
        if (current?.build !== build) {
          // Remix's context type has an index signature; an interface does not fit it, a spread object does.
          current = {
            build,
            handle: createRequestHandler({
              build,
              mode,
              getLoadContext: async (...args) => ({ ...(await getLoadContext(...args)) }),
            }),
          }
        }
        return current.handle(req, res, next)
      })
      .catch(next)
  }
}

/** The last resort: Express's own answer would show a stack trace. */
function answerFailure(onError: RemixHandlerOptions['onError']): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    onError(error, `${req.method} ${req.path}`)
    if (res.headersSent) {
      next(error)
      return
    }
    res.status(500).type('text').send('The console could not show this page; the log of the hub says why.')
  }
}

async function createLoadContext(
  options: RemixHandlerOptions & { req: Request; res: Response; nonce: string },
): Promise<ConsoleLoadContext> {
  const { services, publicUrl, onError, req, res, nonce } = options
  const secure = req.secure
  const ip = req.ip ?? 'unknown'
  // Remix's own request.signal does not fire reliably in the Express adapter.
  const gone = new AbortController()
  res.on('close', () => {
    gone.abort()
  })
  const session = readSessionCookie(req.headers.cookie)
  const viewer = session === null ? null : await services.access.resume(session)
  return {
    nonce,
    viewer,
    caller: createAdminCaller(
      { viewer, services, ip },
      {
        onError: ({ error, path }) => {
          if (isOwnFailure(error)) onError(error.cause ?? error, path ?? 'console')
        },
      },
    ),
    async signIn(credential) {
      const signedIn = await services.access.signIn(credential, ip)
      if (!signedIn.ok) return signedIn
      const { session: value, maxAgeSeconds } = signedIn
      return { ok: true, cookie: sessionCookie({ value, maxAgeSeconds, secure }) }
    },
    signOut: () => ({ cookie: sessionCookie({ value: '', maxAgeSeconds: 0, secure }) }),
    origin: publicUrl ?? `${req.protocol}://${req.get('host') ?? 'localhost'}`,
    signal: gone.signal,
  }
}
