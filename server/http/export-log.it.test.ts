import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { logRow, quietLog } from '#server/stores/store-fixtures'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const ROWS = 450

let api: AdminApiServer
let user: { id: string }
let key: { id: string; key: string }
beforeAll(async () => {
  api = await startAdminApi()
  user = await api.create('/users', { name: '=HYPERLINK("http://evil")' })
  const made = await api.create('/keys', { userId: user.id, name: 'laptop' })
  key = { id: made.id, key: String(made['key']) }
  const writer = createRequestLogWriter({ url: api.harness.url, log: quietLog })
  for (let index = 0; index < ROWS; index += 1)
    writer.append(logRow({ userId: user.id, apiKeyId: key.id, status: index % 9 === 0 ? 500 : 200 }))
  writer.append(logRow({ userId: 'somebody-else', apiKeyId: 'another' }))
  await writer.close()
})
afterAll(() => api.close())

const fetchExport = (query: string, token = api.harness.adminToken) =>
  fetch(`${api.origin}/api/actions/logs/export${query}`, { headers: { authorization: `Bearer ${token}` } })

describe('the request log as a file', () => {
  it('has a line for each request, newest first, over many pages, and no formula', async () => {
    const answer = await fetchExport('')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="requests.csv"')
    const [head = '', ...lines] = (await answer.text()).trimEnd().split('\r\n')
    expect(head).toMatch(/^\ufeff?id,startedAt,userId,userName,/)
    expect(lines).toHaveLength(ROWS + 1)
    const ids = lines.map((line) => line.slice(0, 36))
    expect(ids).toEqual([...ids].sort().reverse())
    expect(lines.at(-1)).toContain(`"'=HYPERLINK(""http://evil"")"`)
  })

  it('takes the filters of the list', async () => {
    const rows = (await (await fetchExport(`?format=json&status=500&userId=${user.id}`)).json()) as unknown[]
    expect(rows).toHaveLength(ROWS / 9)
    const { body } = await api.call('GET', `/logs?status=500&userId=${user.id}&limit=200`)
    expect(rows).toEqual(body['items'])
    expect(await (await fetchExport('?format=json&model=none')).json()).toEqual([])
  })

  it('shows users their own alone', async () => {
    const rows = (await (await fetchExport('?format=json', key.key)).json()) as { userId: string }[]
    expect(rows).toHaveLength(ROWS)
    expect(new Set(rows.map(({ userId }) => userId))).toEqual(new Set([user.id]))
    expect((await fetchExport('?userId=somebody-else', key.key)).status).toBe(403)
  })

  it.each([
    ['?format=xml', 400, 'format'],
    ['?status=teapot', 400, 'status'],
    ['?from=yesterday', 400, 'from'],
  ])('refuses %s', async (query, status, word) => {
    const answer = await fetchExport(query)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining(word) as string,
    })
  })

  it('is for those who say who they are', async () => {
    expect((await fetch(`${api.origin}/api/actions/logs/export`)).status).toBe(401)
  })
})
