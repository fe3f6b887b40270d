import { createHash } from 'node:crypto'

const CACHE_SIZE = 1_000
const known = new Map<string, string>()

/** A short name for a secret, by which to recognise it again without keeping it anywhere: the first 48 bits of its
 * SHA-256. Only for secrets too long to be guessed. */
export function fingerprint(secret: string): string {
  const found = known.get(secret)
  if (found !== undefined) return found
  const made = createHash('sha256').update(secret).digest('hex').slice(0, 12)
  if (known.size >= CACHE_SIZE) known.clear()
  known.set(secret, made)
  return made
}
