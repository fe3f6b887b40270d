import { uuidv7 } from 'uuidv7'
import { writeConfiguration } from './config-version-store'
import type { SettingStore } from './interfaces'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

export function createSettingStore({ client, now }: StoreContext): SettingStore {
  return {
    all: () =>
      attempt(async () => {
        const rows = await client.setting.findMany()
        return Object.fromEntries(rows.map((row) => [row.key, parseValue(row)]))
      }),

    set: (values) =>
      writeConfiguration(client, async (transaction) => {
        const at = now()
        for (const [key, value] of Object.entries(values)) {
          // To have none is a part of the history too: no setting is null otherwise.
          const text = JSON.stringify(value ?? null)
          if (value === undefined) await transaction.setting.deleteMany({ where: { key } })
          else
            await transaction.setting.upsert({
              where: { key },
              create: { key, value: text, updatedAt: at },
              update: { value: text, updatedAt: at },
            })
          await transaction.settingRevision.create({
            data: { id: uuidv7(), key, value: text, createdAt: at },
          })
        }
      }),
  }
}

function parseValue(row: { key: string; value: string }): unknown {
  try {
    return JSON.parse(row.value)
  } catch (cause) {
    throw new Error(`Setting ${row.key} holds bad data: value (not JSON)`, { cause })
  }
}
