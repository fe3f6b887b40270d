import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#server/domain/settings'
import { ENV_NAMES, readEnv, settingVariable } from './env'

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
const assigned = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)]

describe('.env.example', () => {
  it('names exactly the variables that the hub reads', () => {
    expect(assigned.map(([, name]) => name).sort()).toEqual([...ENV_NAMES].sort())
  })

  it('is itself a usable environment that changes no default', () => {
    const source = Object.fromEntries(assigned.map(([, name = '', value = '']) => [name, value]))
    expect(readEnv(source)).toEqual(readEnv({}))
  })

  it('shows every setting with its default', () => {
    const shown = [...example.matchAll(/^# (SETTING_[A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ])
    const settings = Object.entries(DEFAULT_SETTINGS).map(([name, value]) => [
      settingVariable(name),
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ])
    expect(shown.sort()).toEqual(settings.sort())
  })
})
