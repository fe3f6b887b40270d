import { describe, expect, it } from 'vitest'
import { LANGUAGES, NAMESPACES } from './languages'
import { loadTexts } from './load-texts'
import { texts as english } from './texts-en'

const PLURAL_ENDING = /_(?:zero|one|two|few|many|other)$/
const TAG = /<\/?[a-z]\w*\s*\/?>/gi
const PLACEHOLDER = /\{\{\s*([\w.]+)[^}]*\}\}/g

/** Every text of a tree by its dotted key. */
function flatten(tree: unknown, path = ''): Map<string, string> {
  if (typeof tree === 'string') return new Map([[path, tree]])
  if (typeof tree !== 'object' || tree === null) throw new Error(`${path} is not a text`)
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => [...flatten(value, path ? `${path}.${key}` : key)]),
  )
}

/** Languages differ in their plural forms, so keys are compared without them. */
const keysOf = (texts: Map<string, string>) =>
  new Set([...texts.keys()].map((key) => key.replace(PLURAL_ENDING, '')))
const placeholdersOf = (text: string) => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name).sort()
const tagsOf = (text: string) => [...text.matchAll(TAG)].map(([tag]) => tag).sort()
/** Forms that stand for one number only, which a language may then say in a word: Arabic's "two requests" has no figure. */
const SINGLE_NUMBER = /_(?:zero|one|two)$/

describe.each(LANGUAGES)('texts in %s', (language) => {
  it.each(NAMESPACES)('have exactly the keys and placeholders of the English ones: %s', async (namespace) => {
    const reference = flatten(english[namespace])
    const translated = flatten((await loadTexts[language]())[namespace])
    expect(keysOf(translated)).toEqual(keysOf(reference))
    for (const [key, text] of translated) {
      const base = key.replace(PLURAL_ENDING, '')
      const source = reference.get(key) ?? reference.get(`${base}_other`) ?? ''
      const expected = placeholdersOf(source)
      const found = placeholdersOf(text)
      if (SINGLE_NUMBER.test(key) && !found.includes('count'))
        expect(found, key).toEqual(expected.filter((name) => name !== 'count'))
      else expect(found, key).toEqual(expected)
      expect(tagsOf(text), key).toEqual(tagsOf(source))
      expect(text.trim(), key).not.toBe('')
    }
  })

  it.each(NAMESPACES)('have every plural form that the language needs: %s', async (namespace) => {
    const translated = flatten((await loadTexts[language]())[namespace])
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
    const plural = new Set(
      [...flatten(english[namespace]).keys(), ...translated.keys()]
        .filter((key) => PLURAL_ENDING.test(key))
        .map((key) => key.replace(PLURAL_ENDING, '')),
    )
    for (const base of plural)
      for (const category of pluralCategories)
        expect(translated.has(`${base}_${category}`), `${base}_${category}`).toBe(true)
  })
})
