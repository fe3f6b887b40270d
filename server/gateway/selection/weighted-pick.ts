/** Weighted rendezvous hashing: the same seed and candidates give the same pick, shares follow the weights, and a
 * candidate that comes or goes moves only its own share.
 * @param candidates any order, weights > 0
 * @param seed       the session id, or something random for a request without one
 * @returns null when there is no candidate
 * @see Schindelhauer and Schomaker, "Weighted Distributed Hash Tables", SPAA 2005 */
export function weightedPick<T extends { id: string; weight: number }>(
  candidates: readonly T[],
  seed: string,
): T | null {
  const [only] = candidates
  if (only !== undefined && candidates.length === 1) return only
  let best: T | null = null
  let bestScore = -1
  for (const candidate of candidates) {
    const score = candidate.weight / -Math.log(unitHash(`${seed}|${candidate.id}`))
    if (score > bestScore || (score === bestScore && best !== null && candidate.id < best.id)) {
      best = candidate
      bestScore = score
    }
  }
  return best
}

/** FNV-1a with murmur's finaliser, as a number strictly between 0 and 1. */
function unitHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  hash ^= hash >>> 16
  return ((hash >>> 0) + 0.5) / 4294967296
}
