import { pickDefined } from '#server/stores/pick-defined'

/** An absent or undefined field is left as it is; null is a value. */
export type Patch<T> = { [K in keyof T]?: T[K] | undefined }

export function applyPatch<T extends object>(base: T, patch: Patch<T>): T {
  return { ...base, ...pickDefined(patch) }
}
