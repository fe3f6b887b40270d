import { describe, expect, it } from 'vitest'
import { describeChange } from './describe-change'

describe('the description of a change', () => {
  it('names the fields that differ, with what they were and are', () => {
    const before = { id: '1', note: 'x', tags: ['a'], limit: 1n, at: new Date(0), same: { a: 1 } }
    const after = { ...before, note: 'y', limit: 2n, at: new Date(1), same: { a: 1 }, version: 7 }
    expect(describeChange(before, after)).toEqual({
      note: { from: 'x', to: 'y' },
      limit: { from: '1', to: '2' },
      at: { from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:00:00.001Z' },
    })
  })

  it('has one side of what was made or removed', () => {
    expect(describeChange(null, { name: 'a', note: null })).toEqual({ name: { to: 'a' }, note: { to: null } })
    expect(describeChange({ name: 'a' }, null)).toEqual({ name: { from: 'a' } })
  })

  it('hides secrets, however deep', () => {
    const after = {
      credential: 'c',
      nested: [{ apiKey: 'k', Authorization: 'b', fine: 1 }],
      credentialHint: 'abcd',
    }
    expect(describeChange(null, after, ['proxyUrl'])).toEqual({
      credential: { to: '(hidden)' },
      nested: { to: [{ apiKey: '(hidden)', Authorization: '(hidden)', fine: 1 }] },
      credentialHint: { to: 'abcd' },
      proxyUrl: { to: '(hidden)' },
    })
  })
})
