import { z } from 'zod'
import { REPAIR_NAMES } from '#server/domain/repair-names'
import { settingsSchema } from '#server/domain/settings'
import type { Settings } from '#server/domain/settings'
import { exact } from './fields'

const { shape } = settingsSchema

/** Absent: left as it is. The domain's default would stand in for it, so it is taken off. */
const changeable = <T extends z.ZodType>(setting: z.ZodDefault<T>) =>
  exact(setting.unwrap())
    .nullable()
    .optional()
    .meta({ description: z.globalRegistry.get(setting.unwrap())?.description })

const fields = {
  translation: changeable(shape.translation),
  repairsOff: exact(z.array(z.enum(REPAIR_NAMES, { error: `must be one of ${REPAIR_NAMES.join(', ')}` })))
    .nullable()
    .optional()
    .meta({ description: 'Names of repairs that are not to be made' }),
  codexInstructions: changeable(shape.codexInstructions),
  modelCatalogue: changeable(shape.modelCatalogue),
  sessionTtlMs: changeable(shape.sessionTtlMs),
  failBackIdleMs: changeable(shape.failBackIdleMs),
  maxAttempts: changeable(shape.maxAttempts),
  quarantineMs: changeable(shape.quarantineMs),
  defaultProviderGroup: changeable(shape.defaultProviderGroup),
  clientGoneDrainMs: changeable(shape.clientGoneDrainMs),
  shutdownDrainMs: changeable(shape.shutdownDrainMs),
  modelListTtlMs: changeable(shape.modelListTtlMs),
  authFailuresPerMinute: changeable(shape.authFailuresPerMinute),
  budgetMode: changeable(shape.budgetMode),
  strictOutputTokens: changeable(shape.strictOutputTokens),
  budgetsWithoutRedis: changeable(shape.budgetsWithoutRedis),
  sessionQueueMs: changeable(shape.sessionQueueMs),
  limitHeaders: changeable(shape.limitHeaders),
  missingClientVersion: changeable(shape.missingClientVersion),
  fallbackPriceModel: changeable(shape.fallbackPriceModel),
  logRetentionDays: changeable(shape.logRetentionDays),
  statisticsRetentionDays: changeable(shape.statisticsRetentionDays),
  priceSyncUrl: changeable(shape.priceSyncUrl),
} satisfies Record<keyof Settings, unknown>

export const settingsUpdateInput = z.strictObject(fields, {
  error: (issue) =>
    issue.code === 'unrecognized_keys' ? `there is no setting ${issue.keys.join(', ')}` : undefined,
})
export type SettingsUpdateInput = z.input<typeof settingsUpdateInput>

export const settingsView = z.object({
  values: settingsSchema.meta({ description: 'In force' }),
  defaults: settingsSchema,
  lockedBy: z.partialRecord(settingsSchema.keyof(), z.string()).meta({
    description: 'Environment variables by the settings that they decide; those cannot be changed here',
  }),
})
export type SettingsView = z.output<typeof settingsView>
