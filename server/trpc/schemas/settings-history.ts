import { z } from 'zod'
import type { SettingDifference } from '#server/services/settings-history'
import type { SettingRevision } from '#server/stores/interfaces'
import { filterText, isoTime, pageFields, toIso } from './fields'

export const settingHistoryInput = z.object({
  ...pageFields,
  key: filterText.meta({ description: 'Name of one setting' }).optional(),
})

export const settingRevisionView = z
  .object({
    id: z.string(),
    key: z.string().meta({ description: 'Name of the setting' }),
    value: z.json().meta({ description: 'null: it went back to its default' }),
    actor: z.string().nullable().meta({ description: 'Who did it, as in the audit log; null for the hub' }),
    changeId: z.string().nullable().meta({ description: 'Shared by what was changed together' }),
    at: isoTime,
  })
  .meta({ id: 'SettingRevision' })
export type SettingRevisionView = z.output<typeof settingRevisionView>

export const toSettingRevisionView = ({ at, value, ...revision }: SettingRevision): SettingRevisionView => ({
  ...revision,
  value: z.json().parse(value),
  at: toIso(at),
})

export const settingDifferencesView = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      now: z.json().meta({ description: 'In force, or what was in force before the roll back' }),
      then: z.json(),
      kept: z.enum(['locked', 'unknown']).nullable().meta({
        description: 'Why it stays as it is: decided by the environment, or a value this hub does not know',
      }),
    }),
  ),
})

export const toSettingDifferencesView = (
  items: readonly SettingDifference[],
): z.output<typeof settingDifferencesView> => ({
  items: items.map(({ now, then, ...item }) => ({
    ...item,
    now: z.json().parse(now),
    then: z.json().parse(then),
  })),
})
