import { describe, expect, it } from 'vitest'
import { relevantEntries } from './sync-form-values'

describe('what is sent back of a table', () => {
  it('are the entries that change, and those of the same name elsewhere', () => {
    const table = { 'xai/grok-4': 1, 'grok-4': 2, 'other/grok-4-fast': 3, 'gpt-5': 4, 'gpt-6': 5 }
    const preview = {
      digest: 'x',
      added: [{ model: 'gpt-6', prices: { rates: {}, tiers: {}, long: [] } }],
      changed: [{ model: 'grok-4', overridden: false, changes: [] }],
      unchanged: 3,
      skipped: 0,
      malformed: [],
    }
    expect(JSON.parse(relevantEntries(`\uFEFF${JSON.stringify(table)}`, preview))).toEqual({
      'xai/grok-4': 1,
      'grok-4': 2,
      'gpt-6': 5,
    })
  })
})
