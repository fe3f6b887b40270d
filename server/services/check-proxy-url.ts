import { breach } from '#server/domain/broken-rule'
import type { Breach } from '#server/domain/broken-rule'
import { isForbiddenHost } from '#server/platform/egress-guard'

const EXAMPLE = 'http://proxy.example.com:8080'
const SCHEMES = new Set(['http:', 'https:', 'socks5:', 'socks5h:'])

/** What is wrong with the URL of an outgoing proxy, in words for the admin; null when it can be used (FR-034). The text
 * itself is not repeated: it may hold a password.
 * @param text scheme, host and port, optionally with `user:password@` */
export function checkProxyUrl(text: string): Breach | null {
  if (!URL.canParse(text)) return breach('address', `must be a URL such as ${EXAMPLE}`, { example: EXAMPLE })
  const url = new URL(text)
  if (!SCHEMES.has(url.protocol))
    return breach('addressScheme', 'must begin with http://, https://, socks5:// or socks5h://', {
      schemes: 'http://, https://, socks5://, socks5h://',
    })
  if (url.hostname === '') return breach('addressHost', 'must name a host')
  if (text.includes('?') || text.includes('#') || !/^\/?$/.test(url.pathname))
    return breach('addressEnd', 'must end with the host and port, with no path, query or fragment')
  if (!isDecodable(url.username) || !isDecodable(url.password))
    return breach('addressPercent', 'must have each % in the user name or password written as %25')
  if (isForbiddenHost(webHostname(url)))
    return breach('addressForbidden', 'must not point to a link-local or cloud metadata address')
  return null
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** WHATWG brings numbers into one form for the schemes of the web only; `socks5://0xa9fea9fe` keeps its spelling. */
function webHostname({ hostname }: URL): string {
  const url = `http://${hostname}`
  return URL.canParse(url) ? new URL(url).hostname : hostname
}
