import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import type { AuditValue } from '#server/domain/audit'
import { auditScope } from './audit-scope'
import { writeConfiguration, type TransactionClient } from './config-version-store'
import type { SettingRevision, SettingStore } from './interfaces'
import { readPage } from './read-page'
import { SECRET_SETTING_PREFIX } from './secret-setting-store'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

export function createSettingStore(context: StoreContext): SettingStore {
  const { client, now } = context
  return {
    all: () => attempt(() => readAll(client)),

    set: (values) =>
      writeConfiguration(context, async (transaction) => {
        const before = await readAll(transaction)
        const at = now()
        const revision = { changeId: uuidv7(), actor: auditScope()?.actor ?? null, createdAt: at }
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
          await transaction.settingRevision.create({ data: { id: uuidv7(), key, value: text, ...revision } })
        }
        const changes = Object.fromEntries(
          Object.entries(values).map(([key, value]) => [key, { from: plain(before[key]), to: plain(value) }]),
        )
        return {
          result: undefined,
          audit: [{ targetType: 'settings', targetId: revision.changeId, changes }],
        }
      }),

    revisions: ({ key }, page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.settingRevision.findMany({
              where: {
                ...(key !== undefined && { key }),
                ...(beforeId !== null && { id: { lt: beforeId } }),
              },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toRevision,
        }),
      ),

    valuesAt: (revisionId) =>
      attempt(async () => {
        const named = await client.settingRevision.findUnique({ where: { id: revisionId } })
        if (!named) return null
        // What was set together was never in force alone.
        const { changeId } = named
        const together =
          changeId === null ? [named] : await client.settingRevision.findMany({ where: { changeId } })
        const last = together.reduce((a, b) => (a.id > b.id ? a : b))
        const rows = await client.settingRevision.findMany({
          where: { id: { lte: last.id } },
          orderBy: { id: 'asc' },
        })
        return Object.fromEntries(rows.map((row) => [row.key, parseValue(row)]))
      }),
  }
}

async function readAll(client: TransactionClient): Promise<Record<string, unknown>> {
  const sealed = { key: { startsWith: SECRET_SETTING_PREFIX } }
  const rows = await client.setting.findMany({ where: { NOT: sealed } })
  return Object.fromEntries(rows.map((row) => [row.key, parseValue(row)]))
}

const toRevision = (row: {
  id: string
  key: string
  value: string
  actor: string | null
  changeId: string | null
  createdAt: Date
}): SettingRevision => ({
  id: row.id,
  key: row.key,
  value: parseValue(row),
  actor: row.actor,
  changeId: row.changeId,
  at: row.createdAt,
})

const jsonValue = z.json()

/** A setting is JSON already; to have none is null. */
const plain = (value: unknown): AuditValue => jsonValue.parse(JSON.parse(JSON.stringify(value ?? null)))

function parseValue(row: { key: string; value: string }): unknown {
  try {
    return JSON.parse(row.value)
  } catch (cause) {
    throw new Error(`Setting ${row.key} holds bad data: value (not JSON)`, { cause })
  }
}
