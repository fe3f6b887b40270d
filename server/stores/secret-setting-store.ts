import { writeConfiguration } from './config-version-store'
import type { SecretSettingStore } from './interfaces'
import type { StoreContext } from './store-context'
import { attempt, StoreError } from './store-error'

/** Sealed ones stand among the settings under names that no setting has. */
export const SECRET_SETTING_PREFIX = 'sealed:'

/** Plain values that the environment gives, by setting, and the variable that each stands in. */
export type GivenSecrets = Readonly<Record<string, { variable: string; plain: string } | undefined>>

export function createSecretSettingStore(
  context: Pick<StoreContext, 'client' | 'now' | 'sealer'>,
  given: GivenSecrets = {},
): SecretSettingStore {
  const { client, now, sealer } = context
  const decidedBy = (name: string) => given[name]?.variable ?? null
  return {
    decidedBy,
    read: (name) =>
      attempt(async () => {
        const decided = given[name]
        if (decided) return decided.plain
        const row = await client.setting.findUnique({ where: { key: `${SECRET_SETTING_PREFIX}${name}` } })
        return row && sealer.open(row.value)
      }),

    set: (name, plain) =>
      writeConfiguration(context, async (transaction) => {
        const variable = decidedBy(name)
        if (variable !== null)
          throw new StoreError(
            'conflict',
            `it is decided by the environment variable ${variable} and can only be changed there`,
          )
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
