import { expect, it } from 'vitest'
import { negotiateLanguage } from './negotiate-language'

it.each([
  ['en-GB,en;q=0.9', 'en'],
  ['zh-TW,zh;q=0.9,en;q=0.8', 'zh-TW'],
  ['zh-HK', 'zh-TW'],
  ['zh-Hant-MO;q=0.7, ja;q=0.3', 'zh-TW'],
  ['zh-Hant', 'zh-TW'],
  ['zh-Hans-HK', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh-SG', 'zh-CN'],
  ['ar-EG', 'ar'],
  ['ja-JP,en;q=0.5', 'ja'],
  ['de-DE,de;q=0.9,ar;q=0.2', 'ar'],
  ['fr;q=0.4, ja;q=0, ar;Q=0.3', 'ar'],
])('answers %s with %s', (header, language) => {
  expect(negotiateLanguage(header)).toBe(language)
})

it.each([null, '', '*', 'de-DE', 'not a tag', 'ja;q=0', 'ja;q=bad'])('finds nothing for %j', (header) => {
  expect(negotiateLanguage(header)).toBeNull()
})
