import { describe, expect, it } from 'vitest'
import { openDatabase } from '#server/platform/database'
import { createStores } from './create-stores'
import { attempt } from './store-error'

const sealer = { seal: (text: string) => text, open: (text: string) => text }

describe('a database that cannot be reached', () => {
  it.each([
    ['PostgreSQL that nobody listens for', 'postgresql://nobody@127.0.0.1:1/none'],
    ['SQLite in a folder that is not there', 'file:/nonexistent-folder/hub.db'],
  ])('is unavailable, which is not the same as an unknown key: %s', async (_name, url) => {
    const database = await openDatabase({ url })
    const stores = createStores({ database, sealer })
    await expect(stores.apiKeys.findByDigest('d')).rejects.toMatchObject({
      name: 'StoreError',
      code: 'unavailable',
    })
    await expect(stores.settings.set({ k: 1 })).rejects.toMatchObject({ code: 'unavailable' })
    await database.close()
  })
})

describe('attempt', () => {
  it('leaves a defect as it is', async () => {
    const defect = new TypeError('undefined is not a function')
    await expect(attempt(() => Promise.reject(defect))).rejects.toBe(defect)
  })
})
