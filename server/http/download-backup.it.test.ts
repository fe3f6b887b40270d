import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_TOKEN, startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'

let hub: HubHarness
beforeAll(async () => {
  hub = await startHub()
})
afterAll(() => hub.close())

const fetchBackup = (name: string, token: string | null = ADMIN_TOKEN) =>
  fetch(`${hub.origin}/api/actions/system/backups/${name}/file`, {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  })

describe('a backup as a file', () => {
  it('is the copy that was taken, and the audit log says that somebody has it', async () => {
    const { name, bytes } = await hub.api('POST', '/system/backups')
    const answer = await fetchBackup(String(name))
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${String(name)}"`)
    const file = Buffer.from(await answer.arrayBuffer())
    expect(file).toHaveLength(Number(bytes))
    expect(file.subarray(0, 15).toString()).toBe('SQLite format 3')
    const { items } = await hub.api('GET', '/audit?action=system.downloadBackup')
    expect(items).toMatchObject([{ actor: 'admin-token', targetId: name }])
  })

  it('is for the admin alone', async () => {
    const { name } = await hub.api('POST', '/system/backups')
    expect((await fetchBackup(String(name), hub.key)).status).toBe(403)
    expect((await fetchBackup(String(name), null)).status).toBe(401)
  })

  it.each(['hub-20200101-000000.db', '..%2Fmaster.key', '%2e%2e%2fhub.db', 'master.key'])(
    'is one of those that there are: not %s',
    async (name) => {
      expect((await fetchBackup(name)).status).toBe(404)
    },
  )
})
