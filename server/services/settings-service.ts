import { isDeepStrictEqual } from 'node:util'
import { DEFAULT_SETTINGS } from '#server/domain/settings'
import type { Settings } from '#server/domain/settings'
import { settingVariable } from '#server/platform/env'
import type { SettingStore } from '#server/stores/interfaces'
import { ServiceError } from './service-error'

/** An absent or undefined setting stays as it is; null goes back to the default, also to that of a newer hub. */
export type SettingsPatch = { [K in keyof Settings]?: Settings[K] | null | undefined }

export interface SettingsReport {
  /** In force. */
  values: Settings
  defaults: Settings
  /** Environment variables, by the settings that they have decided. */
  lockedBy: Partial<Record<keyof Settings, string>>
}

/** FR-024. A change is in force in this process when its answer is sent, and elsewhere a moment later. */
export interface SettingsService {
  read(): SettingsReport
  /** All of it or nothing.
   * @throws ServiceError conflict: the environment has decided one of them */
  update(patch: SettingsPatch): Promise<SettingsReport>
}

export function createSettingsService(options: {
  settings: SettingStore
  /** In force in this process. */
  current: () => Settings
  /** Names of those that the environment has decided. */
  locked: readonly string[]
  onConfigChanged: () => Promise<void>
}): SettingsService {
  const { settings, current, onConfigChanged } = options
  const locked = new Map(options.locked.map((name) => [name, settingVariable(name)]))

  const read = (): SettingsReport => ({
    values: current(),
    defaults: DEFAULT_SETTINGS,
    lockedBy: Object.fromEntries(locked),
  })

  return {
    read,
    async update(patch) {
      const asked = Object.entries(patch).filter(([, value]) => value !== undefined)
      requireUnlocked(
        asked.map(([name]) => name),
        locked,
      )
      const stored = await settings.all()
      const changes = asked.filter(([name, value]) => isNews(name, value, stored))
      if (changes.length > 0)
        await settings.set(Object.fromEntries(changes.map(([name, value]) => [name, value ?? undefined])))
      await onConfigChanged()
      return read()
    },
  }
}

/** To confirm a default is not to decide for it: a form sends all that it shows, and a newer hub may know better.
 * @param stored not what this process has in force, since another one may have written a moment ago */
function isNews(name: string, value: unknown, stored: Readonly<Record<string, unknown>>): boolean {
  if (value === null) return name in stored
  const inForce: Record<string, unknown> = { ...DEFAULT_SETTINGS, ...stored }
  return !isDeepStrictEqual(value, inForce[name])
}

/** @throws ServiceError conflict */
function requireUnlocked(names: readonly string[], locked: ReadonlyMap<string, string>): void {
  const issues = names.flatMap((path) => {
    const variable = locked.get(path)
    return variable === undefined
      ? []
      : [
          {
            path,
            message: `is decided by the environment variable ${variable} and can only be changed there`,
            rule: { code: 'decidedByEnvironment' as const, values: { variable } },
          },
        ]
  })
  if (issues.length > 0) throw ServiceError.conflict(issues)
}
