import { z } from 'zod'
import { EVENT_NAMES } from '#server/domain/events'
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
  adminRequestsPerMinute: changeable(shape.adminRequestsPerMinute),
  consoleSessionsFrom: changeable(shape.consoleSessionsFrom),
  leaderboardVisible: changeable(shape.leaderboardVisible),
  leaderboardAnonymous: changeable(shape.leaderboardAnonymous),
  streamPreview: changeable(shape.streamPreview),
  missingClientVersion: changeable(shape.missingClientVersion),
  fallbackPriceModel: changeable(shape.fallbackPriceModel),
  logRetentionDays: changeable(shape.logRetentionDays),
  statisticsRetentionDays: changeable(shape.statisticsRetentionDays),
  priceSyncUrl: changeable(shape.priceSyncUrl),
  alertEvents: exact(z.array(z.enum(EVENT_NAMES, { error: `must be one of ${EVENT_NAMES.join(', ')}` })))
    .nullable()
    .optional()
    .meta({ description: z.globalRegistry.get(shape.alertEvents.unwrap())?.description }),
  alertEmails: changeable(shape.alertEmails),
  smtpHost: changeable(shape.smtpHost),
  smtpPort: changeable(shape.smtpPort),
  smtpSecurity: changeable(shape.smtpSecurity),
  smtpUser: changeable(shape.smtpUser),
  smtpFrom: changeable(shape.smtpFrom),
  dailySummaryAt: changeable(shape.dailySummaryAt),
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
