/** Weighted rendezvous hashing: the same seed and candidates give the same pick, shares follow the weights, and a
 * candidate that comes or goes moves only its own share.
 * Cost decides nothing but exact ties of the score, then the id does: candidates of the same weight have the same share,
 * whatever they cost, and an admin who wants the cheaper one first says so by priority or weight.
 * @param candidates any order, weights > 0
 * @param seed       the session id, or something random for a request without one
 * @returns null when there is no candidate
 * @see Schindelhauer and Schomaker, "Weighted Distributed Hash Tables", SPAA 2005 */
export function weightedPick<T extends { id: string; weight: number; costMultiplier: string }>(
  candidates: readonly T[],
  seed: string,
): T | null {
  const [only] = candidates
  if (only !== undefined && candidates.length === 1) return only
  const seedHash = hashOn(OFFSET_BASIS, `${seed}|`)
  let best: T | null = null
  let bestScore = -1
  for (const candidate of candidates) {
    const score = candidate.weight / -Math.log(unit(hashOn(seedHash, candidate.id)))
    if (score > bestScore || (score === bestScore && best !== null && precedes(candidate, best))) {
      best = candidate
      bestScore = score
    }
  }
  return best
}

interface Tied {
  id: string
  costMultiplier: string
}

function precedes(a: Tied, b: Tied): boolean {
  const difference = Number(a.costMultiplier) - Number(b.costMultiplier)
  return difference === 0 ? a.id < b.id : difference < 0
}

const OFFSET_BASIS = 0x811c9dc5

/** FNV-1a, going on from an earlier hash. */
function hashOn(hash: number, text: string): number {
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** A hash through murmur's finaliser, as a number strictly between 0 and 1. */
function unit(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  hash ^= hash >>> 16
  return ((hash >>> 0) + 0.5) / 4294967296
}
