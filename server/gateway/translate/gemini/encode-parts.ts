import { isRecord } from '../ir/metering'
import type { ToolCallPart } from '../ir/parts'
import type { Json } from '../ir/read-fields'

/** Arguments must be an object here; what is none, because it is free text or broken, is kept under one name. */
export function argumentsOf({ kind, arguments: text }: ToolCallPart): Json {
  if (kind === 'custom') return { input: text }
  if (text.trim() === '') return {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (isRecord(parsed)) return parsed
  } catch {
    // Falls through: a model may write anything.
  }
  return { _raw: text }
}

export const innerExtras = (extras: Readonly<Json> | undefined, key: string): Json => {
  const inner = extras?.[key]
  return isRecord(inner) ? inner : {}
}
