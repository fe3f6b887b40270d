import { breach } from '#server/domain/broken-rule'
import type { Breach } from '#server/domain/broken-rule'
import { isForbiddenHost } from '#server/platform/egress-guard'

const EXAMPLE = 'https://api.example.com'
const SCHEMES = ['https://', 'http://']

/** What is wrong with a provider's base URL, in words for the admin; null when it can be used. The text itself is not
 * repeated, since a URL pasted with credentials in it would then end up in an answer or a log.
 * @param text origin plus optional prefix, with or without `/v1` */
export function checkBaseUrl(text: string): Breach | null {
  if (!URL.canParse(text)) return breach('address', `must be a URL such as ${EXAMPLE}`, { example: EXAMPLE })
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return breach('addressScheme', `must begin with ${SCHEMES.join(' or ')}`, { schemes: SCHEMES.join(', ') })
  if (url.username || url.password)
    return breach('addressUser', 'must not contain a user name or password: the key goes into apiKey')
  // Read from the text: a bare `?` or `#` leaves URL.search and URL.hash empty and would still break joined paths.
  if (text.includes('?')) return breach('addressQuery', 'must not contain a query: the key goes into apiKey')
  if (text.includes('#')) return breach('addressFragment', 'must not contain a fragment (#…)')
  if (isForbiddenHost(url.hostname))
    return breach('addressForbidden', 'must not point to a link-local or cloud metadata address')
  return null
}
