import { isRecord } from '../ir/metering'
import type { Json } from './read-fields'

/** Arguments must be an object here; what is none is kept as text under one name. */
export function argumentsOf(text: string): Json {
  if (text.trim() === '') return {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (isRecord(parsed)) return parsed
  } catch {
    // Falls through: a model may write anything.
  }
  return { _raw: text }
}

/** What a part's extras hold for the part itself, without the members that stand deeper. */
export function withoutKeys(extras: Readonly<Json> | undefined, ...keys: string[]): Json {
  return Object.fromEntries(Object.entries(extras ?? {}).filter(([key]) => !keys.includes(key)))
}

export const innerExtras = (extras: Readonly<Json> | undefined, key: string): Json => {
  const inner = extras?.[key]
  return isRecord(inner) ? inner : {}
}
