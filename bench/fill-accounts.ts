import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { uuidv7 } from 'uuidv7'
import { openDatabase } from '#server/platform/database'

/** What a hub of a large team holds: users with keys that nobody uses at the moment. The hub hears of them with its next
 * change of configuration. */
export async function fillAccounts(
  dataDir: string,
  { users, keys }: { users: number; keys: number },
): Promise<void> {
  const database = await openDatabase({ url: pathToFileURL(join(dataDir, 'hub.db')).href })
  const at = new Date()
  const owners = Array.from({ length: users }, () => uuidv7())
  await database.client.user.createMany({
    data: owners.map((id, i) => ({
      id,
      name: `user ${String(i)}`,
      nameKey: `user ${String(i)}`,
      tags: [],
      allowedModels: [],
      limitDayNanoUsd: 50_000_000_000n,
      createdAt: at,
      updatedAt: at,
    })),
  })
  for (let made = 0; made < keys; made += CHUNK)
    await database.client.apiKey.createMany({
      data: Array.from({ length: Math.min(CHUNK, keys - made) }, (_, i) => ({
        id: uuidv7(),
        userId: owners[(made + i) % users] ?? '',
        name: `key ${String(made + i)}`,
        digest: randomBytes(32).toString('hex'),
        prefix: 'sk-cch-none',
        last4: 'none',
        createdAt: at,
        updatedAt: at,
      })),
    })
  await database.close()
}

const CHUNK = 500
