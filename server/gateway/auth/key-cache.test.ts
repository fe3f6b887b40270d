import { describe, expect, it } from 'vitest'
import { NO_LIMITS } from '#server/domain/limits'
import type { KeyRecord } from '#server/domain/principal'
import { createKeyCache } from './key-cache'

const record = (digest: string): KeyRecord => ({
  id: digest,
  userId: 'u',
  digest,
  scope: 'proxy',
  enabled: true,
  expiresAtMs: null,
  providerGroup: null,
  limits: NO_LIMITS,
  limitsResetAtMs: null,
})

/** A store whose answers come when the test says. */
function createStore(capacity = 2) {
  const loads: string[] = []
  const waiting: (() => void)[] = []
  let held = false
  const cache = createKeyCache({
    capacity,
    load: async (digest) => {
      loads.push(digest)
      if (held) await new Promise<void>((resolve) => waiting.push(resolve))
      return digest.startsWith('wrong') ? null : record(digest)
    },
  })
  return {
    cache,
    loads,
    hold: () => (held = true),
    release: () => {
      held = false
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}

describe('the key cache', () => {
  it('asks the store on a key’s first use only, and is then synchronous', async () => {
    const { cache, loads } = createStore()
    expect(await cache.find('a', 1)).toEqual(record('a'))
    expect(cache.find('a', 1)).toEqual(record('a'))
    expect(loads).toEqual(['a'])
  })

  it('remembers wrong keys too, apart from the right ones', async () => {
    const { cache, loads } = createStore()
    await cache.find('a', 1)
    for (const wrong of ['wrong1', 'wrong2', 'wrong3', 'wrong3'])
      expect(await cache.find(wrong, 1)).toBeNull()
    expect(cache.find('a', 1)).toEqual(record('a'))
    expect(loads).toEqual(['a', 'wrong1', 'wrong2', 'wrong3'])
  })

  it('gives up the least recently used', async () => {
    const { cache, loads } = createStore()
    await cache.find('a', 1)
    await cache.find('b', 1)
    await cache.find('a', 1)
    await cache.find('c', 1)
    expect(cache.find('a', 1)).toEqual(record('a'))
    await cache.find('b', 1)
    expect(loads).toEqual(['a', 'b', 'c', 'b'])
  })

  it('forgets everything when the configuration changes', async () => {
    const { cache, loads } = createStore()
    await cache.find('a', 1)
    await cache.find('wrong', 1)
    await cache.find('a', 2)
    await cache.find('wrong', 2)
    expect(loads).toEqual(['a', 'wrong', 'a', 'wrong'])
  })

  it('asks once for many that come at the same time', async () => {
    const { cache, loads, hold, release } = createStore()
    hold()
    const found = [cache.find('a', 1), cache.find('a', 1), cache.find('a', 1)]
    release()
    expect(await Promise.all(found.map(async (one) => await one))).toEqual([
      record('a'),
      record('a'),
      record('a'),
    ])
    expect(loads).toEqual(['a'])
  })

  it('does not keep what was on its way when the configuration changed', async () => {
    const { cache, loads, hold, release } = createStore()
    hold()
    const before = cache.find('a', 1)
    const after = cache.find('a', 2)
    release()
    await before
    await after
    expect(loads).toEqual(['a', 'a'])
    // The answer to the second question is the one that stays.
    expect(cache.find('a', 2)).toEqual(record('a'))
    expect(loads).toHaveLength(2)
  })

  it('does not remember a failure of the store', async () => {
    let fail = true
    const cache = createKeyCache({
      capacity: 1,
      load: (digest) => (fail ? Promise.reject(new Error('away')) : Promise.resolve(record(digest))),
    })
    await expect(cache.find('a', 1)).rejects.toThrow('away')
    fail = false
    expect(await cache.find('a', 1)).toEqual(record('a'))
  })
})
