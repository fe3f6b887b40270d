import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCsv } from '#server/domain/read-csv'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { keyInput, logRow, providerInput, quietLog, userInput } from '#server/stores/store-fixtures'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const AT = '2026-05-01T22:30:00Z'
const WEEK = 'from=2026-04-30T00:00:00Z&to=2026-05-07T00:00:00Z'

let api: AdminApiServer
let ids: { user: string; key: string; provider: string }

beforeAll(async () => {
  api = await startAdminApi()
  const { stores, url } = api.harness
  const user = await stores.users.create(userInput({ name: '=HYPERLINK("http://evil","Ada")' }))
  const key = await stores.apiKeys.create(keyInput(user.id, { name: 'laptop' }))
  const provider = await stores.providers.create(providerInput({ name: 'Claude' }))
  ids = { user: user.id, key: key.id, provider: provider.id }
  const row = {
    userId: user.id,
    apiKeyId: key.id,
    providerId: provider.id,
    servedModel: 'claude-opus',
    costNanoUsd: 1_500_000_001n,
  }
  const writer = createRequestLogWriter({ url, log: quietLog })
  const startedAtMs = Date.parse(AT)
  writer.append(logRow({ ...row, startedAtMs }))
  writer.append(logRow({ ...row, startedAtMs: startedAtMs + 86_400_000, status: 500 }))
  writer.append(
    logRow({
      startedAtMs,
      userId: 'gone',
      apiKeyId: 'gone',
      providerId: null,
      servedModel: null,
      costNanoUsd: null,
    }),
  )
  await writer.close()
})
afterAll(() => api.close())

const read = (query: string) => api.call('GET', `/statistics?${query}`)

describe('statistics', () => {
  it('are told apart by whatever is asked for, with names, in buckets of the wall clock there', async () => {
    const { body } = await read(`${WEEK}&by=user&bucket=day&timeZone=Europe/Berlin&rank=requests`)
    expect(body).toMatchObject({
      timeZone: 'Europe/Berlin',
      from: '2026-04-30T00:00:00.000Z',
      to: '2026-05-07T00:00:00.000Z',
      total: { totals: { requests: 3, errors: 1, costUsd: '3.000000002', costNanoUsd: '3000000002' } },
      subjects: [
        { id: ids.user, name: '=HYPERLINK("http://evil","Ada")', totals: { requests: 2, errors: 1 } },
        { id: 'gone', name: null, totals: { requests: 1, costUsd: '0' } },
      ],
      others: null,
    })
    // Half past midnight in Berlin.
    const { bucketStarts, subjects } = body as {
      bucketStarts: string[]
      subjects: { points: { requests: number }[] }[]
    }
    expect(bucketStarts.slice(0, 3)).toEqual([
      '2026-04-30T00:00:00.000Z',
      '2026-04-30T22:00:00.000Z',
      '2026-05-01T22:00:00.000Z',
    ])
    expect(subjects[0]?.points.map(({ requests }) => requests)).toEqual([0, 0, 1, 1, 0, 0, 0, 0])
  })

  it('know whose key it is, and what requests without provider or model are', async () => {
    expect((await read(`${WEEK}&by=key&limit=1`)).body).toMatchObject({
      subjects: [{ id: ids.key, name: 'laptop', userName: '=HYPERLINK("http://evil","Ada")' }],
      others: { totals: { requests: 1 }, points: [] },
    })
    expect((await read(`${WEEK}&by=model`)).body).toMatchObject({
      subjects: [
        { id: 'claude-opus', name: 'claude-opus' },
        { id: '', name: null },
      ],
    })
    expect((await read(`${WEEK}&by=model&userId=${ids.user}`)).body).toMatchObject({
      total: { totals: { requests: 2 } },
      subjects: [{ id: 'claude-opus', totals: { requests: 2 } }],
    })
    expect((await read(`${WEEK}&providerId=${ids.provider}`)).body).toMatchObject({
      subjects: [],
      others: null,
      total: { totals: { requests: 2 } },
    })
  })

  it.each([
    ['from=2026-05-07&to=2026-05-01', 'from'],
    ['from=2020-01-01&to=2026-05-01&bucket=hour', 'bucket'],
    ['timeZone=Moon/Base', 'timeZone'],
    ['by=colour', 'by'],
  ])('refuse %s', async (query, path) => {
    expect(await read(query)).toMatchObject({ status: 400, body: { data: { issues: [{ path }] } } })
  })

  it('are exported as CSV that no spreadsheet runs, and as JSON', async () => {
    const { body } = await api.call('GET', `/statistics/export?${WEEK}&by=user&bucket=day&rank=requests`)
    const file = body as { name: string; mediaType: string; content: string }
    expect(file).toMatchObject({
      name: 'statistics-2026-04-30-2026-05-06.csv',
      mediaType: 'text/csv; charset=utf-8',
    })
    expect(file.content.startsWith('\ufeff')).toBe(true)
    const [head, ...lines] = readCsv(file.content.slice(1)).map(({ fields }) => fields)
    expect(head?.slice(0, 7)).toEqual(['from', 'to', 'id', 'name', 'owner', 'requests', 'errors'])
    expect(lines).toHaveLength(3)
    expect(lines[0]?.slice(0, 7)).toEqual([
      '2026-05-01T00:00:00.000Z',
      '2026-05-02T00:00:00.000Z',
      ids.user,
      '\'=HYPERLINK("http://evil","Ada")',
      '',
      '1',
      '0',
    ])
    expect(lines[0]?.at(-1)).toBe('1.500000001')

    const json = await api.call('GET', `/statistics/export?${WEEK}&format=json`)
    const text = (json.body as { content: string }).content
    expect(JSON.parse(text)).toMatchObject([{ name: '', requests: 3, errors: 1, costUsd: '3.000000002' }])
  })
})
