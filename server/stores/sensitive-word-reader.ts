import { compileWords, NO_WORDS } from '#server/domain/sensitive-words'
import type { CompiledWords } from '#server/domain/sensitive-words'
import type { SensitiveWordStore } from './interfaces'

/** Reads the rules of one snapshot after another. Ten thousand take a tenth of a second to compile, so that is done again
 * only when one of them has changed. */
export function createWordReader(store: Pick<SensitiveWordStore, 'loadRules'>): () => Promise<CompiledWords> {
  let known = { text: '[]', words: NO_WORDS }

  return async () => {
    const rules = (await store.loadRules()).filter(({ enabled }) => enabled)
    const text = JSON.stringify(rules)
    if (text !== known.text) known = { text, words: compileWords(rules) }
    return known.words
  }
}
