import { isDeepStrictEqual } from 'node:util'
import type { Page } from '#server/domain/page'
import { DEFAULT_SETTINGS, settingsSchema } from '#server/domain/settings'
import type { Settings } from '#server/domain/settings'
import type { PageRequest, SettingRevision, SettingStore } from '#server/stores/interfaces'
import { ServiceError } from './service-error'

export interface SettingDifference {
  name: string
  /** In force. */
  now: unknown
  /** After the revision. */
  then: unknown
  /** Why going back leaves it as it is: the environment decides it, or this hub does not know such a value. Null when it
   * does not. */
  kept: 'locked' | 'unknown' | null
}

/** What settings were, and the way back. */
export interface SettingsHistory {
  /** The newest first. */
  list(filter: { key?: string | undefined }, page: PageRequest): Promise<Page<SettingRevision>>
  /** What going back to a revision would change. @throws ServiceError not_found */
  compare(revisionId: string): Promise<SettingDifference[]>
  /** Make all settings what they were after a revision, save those that are kept: a new revision, and nothing is lost.
   * @throws ServiceError not_found */
  rollBack(revisionId: string): Promise<SettingDifference[]>
}

export function createSettingsHistory(options: {
  settings: SettingStore
  locked: readonly string[]
  onConfigChanged: () => Promise<void>
}): SettingsHistory {
  const { settings, onConfigChanged } = options
  const locked = new Set(options.locked)
  const defaults: Readonly<Record<string, unknown>> = DEFAULT_SETTINGS

  const compare = async (revisionId: string): Promise<SettingDifference[]> => {
    const then = await settings.valuesAt(revisionId)
    if (!then) throw ServiceError.notFound('revision', revisionId)
    const stored = await settings.all()
    const names = [...new Set([...Object.keys(stored), ...Object.keys(then)])].filter(goesBack).sort()
    return names.flatMap((name): SettingDifference[] => {
      const value = { now: stored[name] ?? defaults[name], then: then[name] ?? defaults[name] }
      if (isDeepStrictEqual(value.now, value.then)) return []
      return [{ name, ...value, kept: reasonToKeep(name, value.then, locked) }]
    })
  }

  return {
    list: (filter, page) => settings.revisions(filter, page),
    compare,
    async rollBack(revisionId) {
      const differences = await compare(revisionId)
      const values: Record<string, unknown> = {}
      for (const { name, then, kept } of differences)
        // To be as the default is to have none: a newer hub may know better.
        if (kept === null) values[name] = isDeepStrictEqual(then, defaults[name]) ? undefined : then
      if (Object.keys(values).length > 0) {
        await settings.set(values)
        await onConfigChanged()
      }
      return differences
    },
  }
}

/** Who was signed out stays signed out. */
const goesBack = (name: string): boolean => name !== 'consoleSessionsFrom'

const isSetting = (name: string): name is keyof Settings => name in settingsSchema.shape

function reasonToKeep(name: string, value: unknown, locked: ReadonlySet<string>): SettingDifference['kept'] {
  if (locked.has(name)) return 'locked'
  if (!isSetting(name)) return 'unknown'
  return settingsSchema.shape[name].safeParse(value).success ? null : 'unknown'
}
