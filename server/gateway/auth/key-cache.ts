import type { KeyRecord } from '#server/domain/principal'

export interface KeyCache {
  /** The record of a digest; null when no key has it. Synchronous when cached, so that the hot path never waits.
   * @param version the configuration's version: what was cached under another one is forgotten */
  find(digest: string, version: number): KeyRecord | null | Promise<KeyRecord | null>
  /** What is cached, without a look into the database. */
  peek(digest: string): KeyRecord | null
}

/** Least recently used first out. Unknown digests are kept too, so that a client with a wrong key costs no database. */
export function createKeyCache(options: {
  load: (digest: string) => Promise<KeyRecord | null>
  /** Known and unknown digests are bounded apart: a flood of wrong keys cannot push out the right ones. */
  capacity: number
}): KeyCache {
  const known = new Map<string, KeyRecord>()
  const unknown = new Map<string, null>()
  const loading = new Map<string, Promise<KeyRecord | null>>()
  let cachedVersion = -1

  function forget(version: number): void {
    cachedVersion = version
    known.clear()
    unknown.clear()
    loading.clear()
  }

  async function load(digest: string, version: number): Promise<KeyRecord | null> {
    const record = await options.load(digest)
    // A change of the configuration while this was on its way may have revoked the key: do not keep it.
    if (version !== cachedVersion) return record
    if (record) put(known, digest, record, options.capacity)
    else put(unknown, digest, null, options.capacity)
    return record
  }

  return {
    peek: (digest) => known.get(digest) ?? null,
    find(digest, version) {
      if (version !== cachedVersion) forget(version)
      const record = known.get(digest)
      if (record) {
        put(known, digest, record, options.capacity)
        return record
      }
      if (unknown.has(digest)) return null
      const pending = loading.get(digest)
      if (pending) return pending
      const started = load(digest, version).finally(() => {
        if (loading.get(digest) === started) loading.delete(digest)
      })
      loading.set(digest, started)
      return started
    },
  }
}

/** A Map keeps insertion order: re-inserting marks as most recently used. */
function put<V>(cache: Map<string, V>, digest: string, value: V, capacity: number): void {
  cache.delete(digest)
  cache.set(digest, value)
  if (cache.size > capacity) {
    const oldest = cache.keys().next()
    if (!oldest.done) cache.delete(oldest.value)
  }
}
