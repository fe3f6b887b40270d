import { describe, expect, it } from 'vitest'
import { matchCommands, type Command } from './commands'

const commands: Command[] = [
  { group: 'pages', label: 'Limits', detail: 'Settings', to: '/settings/limits' },
  { group: 'actions', label: 'Add provider', to: '/providers/new' },
  { group: 'found', label: 'Zoë Müller', detail: 'User', to: '/users/1' },
]
const found = (typed: string) => matchCommands(commands, typed).map(({ to }) => to)

describe('matchCommands', () => {
  it('finds all of them when nothing is typed', () => {
    expect(found(' ')).toHaveLength(3)
  })

  it('finds every word, in any order, of a label or of where it lies', () => {
    expect(found('settings lim')).toEqual(['/settings/limits'])
    expect(found('provider add')).toEqual(['/providers/new'])
    expect(found('provider settings')).toEqual([])
  })

  it('needs neither case nor accents', () => {
    expect(found('zoe mull')).toEqual(['/users/1'])
  })
})
