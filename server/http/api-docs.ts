import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import express from 'express'
import type { Response, Router } from 'express'
import { securityHeaders } from './security-headers'

/** Where the packages are, whatever file this code has been bundled into. */
const require = createRequire(import.meta.url)
const SWAGGER_DIR = dirname(require.resolve('swagger-ui-dist/package.json'))
const SCALAR_DIR = join(dirname(require.resolve('@scalar/fastify-api-reference')), 'js')

/** FR-029: two ways to read the description of the admin API and to try it. It tells nothing of this hub, so nobody has to sign
 * in; everything comes from here and nothing is sent elsewhere. Mount at the path of the REST API. */
export function createApiDocs(): Router {
  // Strict: relative addresses mean something else after a slash.
  const docs = express.Router({ strict: true })
  docs.use(['/docs', '/scalar'], (req, res, next) => {
    res.set(securityHeaders(req.secure))
    next()
  })
  const files = (dir: string, names: readonly string[]) => {
    const served = express.static(dir, { index: false, redirect: false, maxAge: '1h' })
    return express.Router().get(
      names.map((name) => `/${name}`),
      served,
    )
  }
  docs.use('/docs/files', files(SWAGGER_DIR, ['swagger-ui-bundle.js', 'swagger-ui.css']))
  docs.use('/scalar/files', files(SCALAR_DIR, ['standalone.js']))
  docs.get('/docs', (_req, res) => {
    sendPage(res, { title: 'Swagger UI', body: SWAGGER_BODY, init: SWAGGER_INIT, styles: "'self'" })
  })
  docs.get('/scalar', (_req, res) => {
    // It makes its own style elements and knows of no nonce.
    sendPage(res, { title: 'Scalar', body: SCALAR_BODY, init: SCALAR_INIT, styles: "'self' 'unsafe-inline'" })
  })
  return docs
}

// Addresses relative to the page, so that they hold behind a proxy that adds a path.
const SWAGGER_BODY = `<link rel="stylesheet" href="docs/files/swagger-ui.css">
<div id="docs"></div>
<script src="docs/files/swagger-ui-bundle.js"></script>`
const SWAGGER_INIT = `SwaggerUIBundle(${JSON.stringify({
  url: 'openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  // Its default is a service on the internet.
  validatorUrl: null,
  displayRequestDuration: true,
  persistAuthorization: false,
})})`

const SCALAR_BODY = `<div id="docs"></div>
<script src="scalar/files/standalone.js"></script>`
const SCALAR_INIT = `Scalar.createApiReference('#docs', ${JSON.stringify({
  url: 'openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  authentication: { preferredSecurityScheme: 'adminToken' },
  persistAuth: false,
})})`

function sendPage(
  res: Response,
  { title, body, init, styles }: { title: string; body: string; init: string; styles: string },
): void {
  const nonce = randomBytes(16).toString('base64')
  res.set({
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonce}'`,
      `style-src ${styles}`,
      "img-src 'self' data:",
      "font-src 'self' data:",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    'Cache-Control': 'no-store',
  })
  res.type('html').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="../../favicon.svg" type="image/svg+xml">
<title>Claude Code Hub admin API · ${title}</title>
</head>
<body>
${body}
<script nonce="${nonce}">${init}</script>
</body>
</html>
`)
}
