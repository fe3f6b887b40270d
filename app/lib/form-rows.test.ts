import { describe, expect, it } from 'vitest'
import { editedRows, editRows, formatRowEdit, readRows, ROW_EDIT_FIELD, withRows } from './form-rows'

const values = {
  name: 'a',
  'rules.0.from': 'x',
  'rules.0.to': 'y',
  'rules.2.from': 'z',
  'ruleset.0.from': 'n',
}

describe('rows of a form', () => {
  it('are read without holes, and only those of the list', () => {
    expect(readRows(values, 'rules')).toEqual([{ from: 'x', to: 'y' }, {}, { from: 'z' }])
  })

  it('are written in place of the old ones', () => {
    expect(withRows(values, 'rules', [{ from: 'z' }])).toEqual({
      name: 'a',
      'ruleset.0.from': 'n',
      'rules.0.from': 'z',
    })
  })

  it.each([
    ['add', 0, ['a', 'b', 'c', '+']],
    ['up', 2, ['a', 'c', 'b']],
    ['up', 0, ['a', 'b', 'c']],
    ['down', 0, ['b', 'a', 'c']],
    ['down', 2, ['a', 'b', 'c']],
    ['remove', 1, ['a', 'c']],
    ['remove', 9, ['a', 'b', 'c']],
  ] as const)('%s %i', (action, row, expected) => {
    expect(editRows(['a', 'b', 'c'], { action, row }, '+')).toEqual(expected)
  })

  it('are edited by a button of their form, and only by one of theirs', () => {
    const pressed = { ...values, [ROW_EDIT_FIELD]: formatRowEdit('rules', { action: 'up', row: 2 }) }
    expect(readRows(editedRows(pressed, 'rules')?.values ?? {}, 'rules')).toEqual([
      { from: 'x', to: 'y' },
      { from: 'z' },
      {},
    ])
    expect(editedRows(pressed, 'windows')).toBeNull()
    expect(editedRows({ ...values, [ROW_EDIT_FIELD]: 'rules explode 0' }, 'rules')).toBeNull()
    expect(editedRows(values, 'rules')).toBeNull()
  })
})
