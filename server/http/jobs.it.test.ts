import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { logRow, quietLog } from '#server/stores/store-fixtures'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'
import type { JobDetailView } from '#server/trpc/schemas/job'

/** As many as take an export some seconds. */
const ROWS = 60_000
const FEW = 450

let api: AdminApiServer
let user: { id: string }
let key: string
beforeAll(async () => {
  api = await startAdminApi()
  await api.call('PATCH', '/settings', { adminRequestsPerMinute: 100_000 })
  user = await api.create('/users', { name: '=HYPERLINK("http://evil")' })
  key = String((await api.create('/keys', { userId: user.id, name: 'laptop' }))['key'])
  const writer = createRequestLogWriter({ url: api.harness.url, log: quietLog })
  for (let index = 0; index < ROWS; index += 1)
    writer.append(
      logRow({
        ...(index < FEW && { userId: user.id }),
        status: index % 9 === 0 ? 500 : 200,
        costNanoUsd: 5n,
      }),
    )
  await writer.flush()
  await writer.close()
}, 60_000)
afterAll(() => api.close())

const fetchApi = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${api.origin}/api/actions${path}`, {
    headers: { authorization: `Bearer ${api.harness.adminToken}`, ...headers },
  })
const read = async (id: string): Promise<JobDetailView> =>
  // The answer of the procedure that this is the type of.
  (await api.call('GET', `/jobs/${id}`)).body as unknown as JobDetailView

async function until(id: string, fits: (job: JobDetailView) => boolean): Promise<JobDetailView> {
  for (;;) {
    const job = await read(id)
    if (fits(job)) return job
    if (job.finishedAt !== null) throw new Error(`the job has ended: ${JSON.stringify(job)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const isDone = ({ status }: JobDetailView) => status === 'done'

describe('a job that exports requests', () => {
  it.each([
    ['csv', `?userId=`],
    ['json', `?format=json&status=500&userId=`],
  ])('makes the same file as the streamed %s export', async (format, query) => {
    const filter = Object.fromEntries(new URLSearchParams(`${query}${user.id}`))
    const { id } = await api.create('/jobs/log-export', { ...filter, format })
    const job = await until(id, isDone)
    const rows = format === 'csv' ? FEW : FEW / 9
    expect(job).toMatchObject({
      kind: 'logs.export',
      done: rows,
      total: rows,
      actor: 'admin-token',
      error: null,
    })
    expect(job.result).toEqual({ rows })
    const streamed = await fetchApi(`/logs/export${query}${user.id}`)
    const file = await fetchApi(`/jobs/${id}/file`)
    expect(file.headers.get('content-type')).toBe(streamed.headers.get('content-type'))
    expect(file.headers.get('content-disposition')).toMatch(
      new RegExp(`^attachment; filename="\\d{4}-\\d\\d-\\d\\d-requests\\.${format}"$`),
    )
    const text = await file.text()
    expect(text).toBe(await streamed.text())
    // No formula of somebody's name runs in an admin's program.
    if (format === 'csv') expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`)
    const plain = await fetchApi(`/jobs/${id}/file`, { 'accept-encoding': 'identity' })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe(text)
  })

  it('is kept compressed, in pieces that any instance can send', async () => {
    const { id } = await api.create('/jobs/log-export', { format: 'json', userId: user.id })
    const { file } = await until(id, isDone)
    const pieces: Uint8Array[] = []
    for await (const piece of api.harness.services.jobs.readFile(id)) pieces.push(piece)
    const kept = Buffer.concat(pieces)
    expect(kept).toHaveLength(file?.bytes ?? 0)
    expect(JSON.parse(gunzipSync(kept).toString())).toHaveLength(FEW)
  })

  it('is seen to go on, also by a subscription, and ends within a second when it is cancelled', async () => {
    const { id } = await api.create('/jobs/log-export', {})
    const leave = new AbortController()
    const input = encodeURIComponent('{}')
    const live = await fetch(`${api.origin}/api/trpc/jobs.live?input=${input}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${api.harness.adminToken}` },
      signal: leave.signal,
    })
    let told = ''
    const listening = (async () => {
      const reader = live.body?.getReader()
      for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read())
        told += Buffer.from(chunk.value).toString()
    })().catch(() => undefined)
    const first = await until(id, ({ done }) => done > 0)
    const second = await until(id, ({ done }) => done > first.done)
    expect(second).toMatchObject({ status: 'running', total: ROWS, file: null, result: null })
    expect((await fetchApi(`/jobs/${id}/file`)).status).toBe(404)
    const asked = performance.now()
    const { body } = await api.call('POST', `/jobs/${id}/cancel`)
    expect(body).toMatchObject({ cancelRequested: true })
    const ended = await until(id, ({ status }) => status === 'cancelled')
    expect(performance.now() - asked).toBeLessThan(2_000)
    expect(ended).toMatchObject({ file: null, result: null })
    expect(ended.done).toBeLessThan(ROWS)
    expect(await api.harness.stores.jobs.chunk(id, 0)).toBeNull()
    expect((await fetchApi(`/jobs/${id}/file`)).status).toBe(404)
    expect((await api.call('POST', `/jobs/${id}/cancel`)).status).toBe(409)
    await expect.poll(() => told, { timeout: 5_000 }).toContain('"cancelled"')
    leave.abort()
    await listening
    expect(told).toMatch(/"status":"running"/)
  })
})

describe('jobs', () => {
  it('are started once for one idempotency key, and written to the audit log', async () => {
    const send = () =>
      api.send('/api/actions/jobs/log-export', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${api.harness.adminToken}`,
          'content-type': 'application/json',
          'idempotency-key': 'an export',
        },
        body: JSON.stringify({ userId: user.id, model: 'none' }),
      })
    const [first, second] = [await send(), await send()]
    expect(second.body).toEqual(first.body)
    const id = String(first.body['id'])
    await until(id, isDone)
    const { body } = await api.call('GET', '/audit?action=jobs.exportLogs&limit=1')
    expect(body['items']).toMatchObject([
      { actor: 'admin-token', action: 'jobs.exportLogs', changes: { userId: { to: user.id } } },
    ])
  })

  it('tell in words why they failed', async () => {
    await api.call('PATCH', '/settings', { priceSyncUrl: 'http://127.0.0.1:9/prices.json' })
    const { id } = await api.create('/jobs/price-sync', {})
    const job = await until(id, ({ status }) => status === 'failed')
    expect(job.error).toContain('the address of the table is not a public one')
  })

  it('are for the admin alone, their files too', async () => {
    const { id } = await api.create('/jobs/log-export', { model: 'none' })
    await until(id, isDone)
    expect((await fetchApi(`/jobs/${id}/file`, { authorization: `Bearer ${key}` })).status).toBe(403)
    expect((await fetch(`${api.origin}/api/actions/jobs/${id}/file`)).status).toBe(401)
    expect((await fetchApi('/jobs/nobody/file')).status).toBe(404)
    expect((await api.call('POST', '/jobs/log-export', { status: 'teapot' })).status).toBe(400)
    const { body } = await api.call('POST', '/jobs/cost-recompute', { from: '2026-02-01', to: '2026-01-01' })
    expect(body).toMatchObject({ data: { issues: [{ path: 'from' }] } })
  })
})
