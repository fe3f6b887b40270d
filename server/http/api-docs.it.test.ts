import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

describe.each(['docs', 'scalar'])('/api/actions/%s', (page) => {
  it('is a page whose files all come from the hub, and that runs nothing else', async () => {
    const response = await fetch(`${api.origin}/api/actions/${page}`)
    const html = await response.text()
    expect(response.status).toBe(200)
    const policy = response.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none'
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/https?:|script-src[^;]*unsafe/)
    expect(html).toContain(`<script nonce="${nonce}">`)
    expect(html).not.toMatch(/https?:\/\//)

    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
    const files = addresses.filter((address) => address.includes('/files/'))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      const { status, headers } = await fetch(new URL(file, response.url))
      expect(status, file).toBe(200)
      expect(headers.get('content-type')).toMatch(/javascript|css/)
      expect(headers.get('cache-control')).toContain('max-age')
    }
  })

  it('gives nothing else of its package away', async () => {
    for (const file of ['package.json', 'index.html', '../package.json', 'swagger-ui-bundle.js.map'])
      expect((await api.send(`/api/actions/${page}/files/${file}`)).status).toBe(404)
  })
})
