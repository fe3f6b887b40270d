import { isIP } from 'node:net'
import { isForbiddenHost, isPublicAddress } from '#server/platform/egress-guard'

/** What is wrong with the URL of a webhook, in words for the admin; null when it can be used. The text itself is not
 * repeated: many of them are secret. */
export function checkWebhookUrl(text: string): string | null {
  if (!URL.canParse(text)) return 'must be a URL such as https://hooks.example.com/…'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https://'
  if (url.username !== '' || url.password !== '') return 'must have no user name and password'
  if (isForbiddenHost(url.hostname)) return 'must not point to a link-local or cloud metadata address'
  if (url.protocol === 'http:' && !isNear(url.hostname))
    return 'must begin with https://: http:// is only for addresses of this machine and of private networks'
  return null
}

function isNear(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || (isIP(bare) !== 0 && !isPublicAddress(bare))
}
