import { isIP } from 'node:net'
import { breach } from '#server/domain/broken-rule'
import type { Breach } from '#server/domain/broken-rule'
import { isForbiddenHost, isPublicAddress } from '#server/platform/egress-guard'

const EXAMPLE = 'https://hooks.example.com/…'
const PLAIN_HTTP =
  'must begin with https://: http:// is only for addresses of this machine and of private networks'

/** What is wrong with the URL of a webhook, in words for the admin; null when it can be used. The text itself is not
 * repeated: many of them are secret. */
export function checkWebhookUrl(text: string): Breach | null {
  if (!URL.canParse(text)) return breach('address', `must be a URL such as ${EXAMPLE}`, { example: EXAMPLE })
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return breach('addressScheme', 'must begin with https://', { schemes: 'https://' })
  if (url.username !== '' || url.password !== '')
    return breach('addressUser', 'must have no user name and password')
  if (isForbiddenHost(url.hostname))
    return breach('addressForbidden', 'must not point to a link-local or cloud metadata address')
  if (url.protocol === 'http:' && !isNear(url.hostname)) return breach('addressPlainHttp', PLAIN_HTTP)
  return null
}

function isNear(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || (isIP(bare) !== 0 && !isPublicAddress(bare))
}
