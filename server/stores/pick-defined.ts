/** A patch without its absent fields: Prisma takes an undefined field for "leave it", but its types do not. */
export function pickDefined<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined)
  // Object.fromEntries forgets which key has which type; nothing was added, so the keys still have theirs.
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
