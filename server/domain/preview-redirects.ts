import { matchesRedirect } from './model-redirects'
import type { ModelRedirect } from './provider'

/** `append`: imported rules update those with the same match and name where they stand, and new ones go to the end.
 * `replace`: the imported rules are all there will be. */
export type ImportMode = 'append' | 'replace'

/** What an import would do, for an admin to look at before it is done. */
export interface RedirectPreview {
  /** The rules there would be, in order: what to save. */
  result: ModelRedirect[]
  added: ModelRedirect[]
  changed: { before: ModelRedirect; after: ModelRedirect }[]
  removed: ModelRedirect[]
  unchanged: ModelRedirect[]
  /** Rules of the result that can never match, because an earlier one always does. */
  shadowed: ShadowedRedirect[]
}

export interface ShadowedRedirect {
  rule: ModelRedirect
  by: ModelRedirect
}

const keyOf = ({ match, from }: ModelRedirect): string => JSON.stringify([match, from])

/** @param imported as parseRedirects gives them, no two with the same match and name */
export function previewRedirects(
  current: readonly ModelRedirect[],
  imported: readonly ModelRedirect[],
  mode: ImportMode,
): RedirectPreview {
  const before = new Map(current.map((rule) => [keyOf(rule), rule]))
  const after = new Map(imported.map((rule) => [keyOf(rule), rule]))
  const kept = mode === 'append' ? current.map((rule) => after.get(keyOf(rule)) ?? rule) : []
  const fresh = imported.filter((rule) => mode === 'replace' || !before.has(keyOf(rule)))
  const result = [...kept, ...fresh]
  const preview: RedirectPreview = {
    result,
    added: imported.filter((rule) => !before.has(keyOf(rule))),
    changed: [],
    removed: mode === 'replace' ? current.filter((rule) => !after.has(keyOf(rule))) : [],
    unchanged: [],
    shadowed: findShadowed(result),
  }
  for (const rule of current) {
    const next = after.get(keyOf(rule)) ?? (mode === 'append' ? rule : undefined)
    if (next === undefined) continue
    if (next.to === rule.to) preview.unchanged.push(rule)
    else preview.changed.push({ before: rule, after: next })
  }
  return preview
}

/** Rules that can never match, because one earlier rule matches whatever they do. Of patterns only what is plain is
 * said: one that repeats an earlier one, and exact names that an earlier one finds. */
export function findShadowed(rules: readonly ModelRedirect[]): ShadowedRedirect[] {
  return rules.flatMap((rule, at) => {
    const by = rules.slice(0, at).find((earlier) => covers(earlier, rule))
    return by ? [{ rule, by }] : []
  })
}

/** Whether every model that the later rule matches is matched by the earlier one. */
function covers(earlier: ModelRedirect, later: ModelRedirect): boolean {
  if (earlier.match === later.match && earlier.from === later.from) return true
  switch (later.match) {
    case 'exact':
      return matchesRedirect(earlier, later.from)
    case 'prefix':
      return (
        (earlier.match === 'prefix' || earlier.match === 'contains') && matchesRedirect(earlier, later.from)
      )
    case 'suffix':
      return (
        (earlier.match === 'suffix' || earlier.match === 'contains') && matchesRedirect(earlier, later.from)
      )
    case 'contains':
      return earlier.match === 'contains' && matchesRedirect(earlier, later.from)
    case 'pattern':
      return false
  }
}
