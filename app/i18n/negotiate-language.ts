import { LANGUAGES, type Language } from './languages'

/** The console's language that suits an Accept-Language header best. Language and script decide, the region only where
 * it tells the script: whoever reads zh-HK reads zh-TW (Hant), whoever reads zh-SG reads zh-CN (Hans).
 * @returns null when the header names none of them
 * @see RFC 9110 §12.5.4 */
export function negotiateLanguage(header: string | null): Language | null {
  const wanted = (header ?? '')
    .split(',')
    .map(readRange)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of wanted) {
    const script = scriptOf(tag)
    const found = LANGUAGES.find((language) => script !== null && scriptOf(language) === script)
    if (found) return found
  }
  return null
}

function readRange(range: string): { tag: string; quality: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
  const weight = parameters.find((parameter) => /^q=/i.test(parameter))
  return { tag, quality: weight === undefined ? 1 : Number(weight.slice(2)) || 0 }
}

/** "zh-Hant" of zh-HK. @returns null for what is no language tag, such as "*" */
function scriptOf(tag: string): string | null {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script ?? ''}`
  } catch {
    return null
  }
}
