import { writeConfiguration } from './config-version-store'
import type { SecretSettingStore } from './interfaces'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

/** Sealed ones stand among the settings under names that no setting has. */
export const SECRET_SETTING_PREFIX = 'sealed:'

export function createSecretSettingStore(
  context: Pick<StoreContext, 'client' | 'now' | 'sealer'>,
): SecretSettingStore {
  const { client, now, sealer } = context
  return {
    read: (name) =>
      attempt(async () => {
        const row = await client.setting.findUnique({ where: { key: `${SECRET_SETTING_PREFIX}${name}` } })
        return row && sealer.open(row.value)
      }),

    set: (name, plain) =>
      writeConfiguration(context, async (transaction) => {
        const key = `${SECRET_SETTING_PREFIX}${name}`
        if (plain === null) await transaction.setting.deleteMany({ where: { key } })
        else {
          const fields = { value: sealer.seal(plain), updatedAt: now() }
          await transaction.setting.upsert({ where: { key }, create: { key, ...fields }, update: fields })
        }
        const changes = { [name]: { to: plain === null ? null : '(hidden)' } }
        return { result: undefined, audit: [{ targetType: 'settings', targetId: name, changes }] }
      }),
  }
}
