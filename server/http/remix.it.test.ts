import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionFunctionArgs, LoaderFunctionArgs, ServerBuild } from '@remix-run/node'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminHarness } from '#server/testing/admin-harness'
import type { AdminHarness } from '#server/testing/admin-harness'
import type { UserService } from '#server/services/user-service'
import { createRemixHandler } from './remix'

const NEW_USER: Parameters<UserService['create']>[0] = {
  name: 'Ada',
  note: '',
  role: 'member',
  enabled: true,
  expiresAt: null,
  tags: [],
  providerGroup: null,
  allowedModels: [],
}
const NEW_KEY = {
  name: 'laptop',
  scope: 'proxy',
  enabled: true,
  expiresAt: null,
  providerGroup: null,
} as const

let harness: AdminHarness
let server: Server
let origin = ''
let publicDir = ''
let aborted: Promise<void> | null = null
const failures: unknown[] = []

/** A console of resource routes only, as the compiler would give it: enough to see what loaders and actions are given. */
const build: ServerBuild = {
  mode: 'production',
  entry: { module: { default: () => new Response('a page', { headers: { 'content-type': 'text/html' } }) } },
  routes: {
    probe: { id: 'probe', path: 'probe', module: { default: undefined, loader: probe, action: signIn } },
    hang: { id: 'hang', path: 'hang', module: { default: undefined, loader: hang } },
  },
  assets: { entry: { imports: [], module: '' }, routes: {}, url: '', version: '1' },
  publicPath: '/build/',
  assetsBuildDirectory: 'public/build',
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_singleFetch: true,
    v3_lazyRouteDiscovery: true,
  },
  isSpaMode: false,
}

async function probe({ context }: LoaderFunctionArgs): Promise<Response> {
  const check = await context.caller.auth.check().then(
    ({ role }) => role,
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'threw something else'),
  )
  return Response.json({ nonce: context.nonce, viewer: context.viewer, origin: context.origin, check })
}

async function signIn({ request, context }: ActionFunctionArgs): Promise<Response> {
  const form = await request.formData()
  if (form.get('out')) return new Response(null, { headers: { 'set-cookie': context.signOut().cookie } })
  const token = form.get('token')
  const result = await context.signIn(typeof token === 'string' ? token : '')
  return result.ok
    ? new Response('in', { headers: { 'set-cookie': result.cookie } })
    : Response.json(result, { status: 401 })
}

function hang({ context }: LoaderFunctionArgs): Promise<Response> {
  const { signal } = context
  aborted = new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
  return aborted.then(() => new Response('too late'))
}

beforeAll(async () => {
  harness = await createAdminHarness()
  publicDir = await mkdtemp(join(tmpdir(), 'cch-public-'))
  await mkdir(join(publicDir, 'build'))
  await writeFile(join(publicDir, 'build', 'entry-ABC123.js'), 'export {}')
  await writeFile(join(publicDir, 'robots.txt'), 'User-agent: *')
  const app = express()
  app.set('trust proxy', 'loopback')
  app.use(
    createRemixHandler({
      loadBuild: () => Promise.resolve(build),
      publicDir,
      mode: 'production',
      services: harness.services,
      publicUrl: 'https://hub.example.com',
      onError: (error) => failures.push(error),
    }),
  )
  server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => {
      resolve(listening)
    })
  })
  // A listening TCP server's address is an object; a string stands for pipes.
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await harness.close()
  await rm(publicDir, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${origin}${path}`, { headers })
const post = (fields: Record<string, string>, headers: Record<string, string> = { origin }) =>
  fetch(`${origin}/probe`, { method: 'POST', headers, body: new URLSearchParams(fields) })

describe('signing in', () => {
  it('gives a session cookie that opens the admin API to loaders, until signing out', async () => {
    expect(await (await get('/probe')).json()).toMatchObject({ viewer: null, check: 'UNAUTHORIZED' })

    const signedIn = await post({ token: harness.adminToken })
    const setCookie = signedIn.headers.get('set-cookie') ?? ''
    expect(setCookie).toMatch(/^cch_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/)
    const cookie = setCookie.split(';')[0] ?? ''
    expect(await (await get('/probe', { cookie })).json()).toMatchObject({
      viewer: { kind: 'admin' },
      check: 'admin',
      origin: 'https://hub.example.com',
    })

    const signedOut = await post({ out: '1' })
    expect(signedOut.headers.get('set-cookie')).toMatch(/^cch_session=; .*Max-Age=0/)
  })

  it('with a key gives a session that ends with the key', async () => {
    const { id: userId } = await harness.services.users.create(NEW_USER)
    const { key, apiKey } = await harness.services.keys.create({ ...NEW_KEY, userId })
    const signedIn = await post({ token: key })
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    expect(cookie).not.toContain(key)
    const viewer = { kind: 'member', userId, keyId: apiKey.id, scope: 'proxy' }
    expect(await (await get('/probe', { cookie })).json()).toMatchObject({ viewer, check: 'member' })
    await harness.services.keys.update(apiKey.id, { enabled: false })
    expect(await (await get('/probe', { cookie })).json()).toMatchObject({ viewer: null })
    expect(await (await post({ token: key })).json()).toMatchObject({ reason: 'inactive' })
  })

  it('marks the cookie and the transport as secure behind TLS', async () => {
    const headers = { origin, 'x-forwarded-proto': 'https' }
    const signedIn = await post({ token: harness.adminToken }, headers)
    expect(signedIn.headers.get('set-cookie')).toMatch(/; Secure$/)
    expect(signedIn.headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect((await get('/probe')).headers.get('strict-transport-security')).toBeNull()
  })

  it('counts wrong tokens', async () => {
    const guess = () => post({ token: 'wrong' }, { origin, 'x-forwarded-for': '198.51.100.7' })
    for (let i = 0; i < 10; i++) expect(await (await guess()).json()).toMatchObject({ reason: 'invalid' })
    expect(await (await guess()).json()).toMatchObject({ reason: 'throttled', retryAfterSeconds: 900 })
  })
})

describe('every page', () => {
  it('has a nonce of its own, the one that its loaders are given', async () => {
    const [first, second] = await Promise.all([get('/probe'), get('/probe')])
    const { nonce } = (await first.json()) as { nonce: string }
    const policy = first.headers.get('content-security-policy') ?? ''
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}';`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(second.headers.get('content-security-policy')).not.toBe(policy)
    expect(first.headers.get('x-content-type-options')).toBe('nosniff')
    expect(first.headers.get('x-frame-options')).toBe('DENY')
    expect(first.headers.get('referrer-policy')).toBe('same-origin')
    expect(first.headers.get('cache-control')).toBe('no-store')
  })

  it('changes nothing for another site', async () => {
    const forged = await post({ token: harness.adminToken }, { origin: 'https://evil.example' })
    expect(forged.status).toBe(403)
    expect(forged.headers.get('set-cookie')).toBeNull()
    expect((await post({ token: harness.adminToken }, {})).status).toBe(403)
  })

  it('tells loaders when the browser has gone', async () => {
    const leaving = httpRequest(`${origin}/hang`)
    leaving.on('error', () => undefined)
    leaving.end()
    while (!aborted) await new Promise((resolve) => setTimeout(resolve, 5))
    leaving.destroy()
    await aborted
  })

  it('never shows a stack', async () => {
    const bad = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asking = httpRequest(`${origin}/probe`, { headers: { host: 'not a host' } }, (res) => {
        let text = ''
        res.on('data', (chunk: Buffer) => (text += chunk.toString()))
        res.on('end', () => {
          resolve({ status: res.statusCode ?? 0, text })
        })
      })
      asking.on('error', reject)
      asking.end()
    })
    expect(bad.status).toBe(500)
    expect(bad.text).not.toMatch(/at |node_modules/)
    expect(failures).toHaveLength(1)
  })
})

describe('files', () => {
  it('of the build never change', async () => {
    const file = await get('/build/entry-ABC123.js')
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(file.headers.get('content-type')).toMatch(/javascript/)
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('of another build are missing, and are not a page', async () => {
    const file = await get('/build/entry-OLD.js')
    expect(file.status).toBe(404)
    expect(file.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  it('of other kinds are kept for an hour', async () => {
    expect((await get('/robots.txt')).headers.get('cache-control')).toBe('public, max-age=3600')
  })

  it.each(['/..%2f..%2fetc/passwd', '/build/..%2f..%2f..%2fetc/passwd'])(
    'outside are out of reach: %s',
    async (path) => {
      expect(await (await get(path)).text()).not.toContain('root:')
    },
  )
})
