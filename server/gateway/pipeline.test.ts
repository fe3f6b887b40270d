import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { STEPS } from './pipeline'

const here = fileURLToPath(new URL('.', import.meta.url))
const exchange = readFileSync(`${here}exchange.ts`, 'utf8')
const states = STEPS.map(([, state]) => state).filter((state) => state !== null)

describe('the gateway’s folders, its list of steps and the states of an exchange', () => {
  it('are the same steps', () => {
    const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).sort()).toEqual(STEPS.map(([folder]) => folder as string).sort())
  })

  it('are the same states, in the same order', () => {
    const [, words = ''] = /^ \* (\w+(?: → \w+)+)\.$/m.exec(exchange) ?? []
    expect(words.split(' → ')).toEqual(states)
    const declared = [...exchange.matchAll(/^export interface (\w+)(?: extends (\w+))? \{/gm)].filter(
      ([, name]) => states.some((state) => state === name),
    )
    expect(declared.map(([, name]) => name)).toEqual(states)
    // Each adds to the one before; the last one is what remains.
    const grown = declared.slice(1, -1).map(([, , parent]) => parent)
    expect(grown).toEqual(states.slice(0, -2))
  })
})
