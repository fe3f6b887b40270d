import type { IncomingMessage } from 'node:http'
import { GatewayError } from '#server/domain/errors'

const BEARER = /^bearer\s+(\S+)\s*$/i

/** The one credential of a request, from any of the places that clients use: `Authorization: Bearer`, `x-api-key`,
 * `x-goog-api-key` and `?key=`. The same one in several places is fine, two different ones are not: otherwise whoever
 * adds a header would decide who pays.
 * @throws GatewayError missing_credentials or conflicting_credentials */
export function readCredentials(request: IncomingMessage): string {
  const { headers } = request
  const found = [
    BEARER.exec(headers.authorization ?? '')?.[1],
    single(headers['x-api-key']),
    single(headers['x-goog-api-key']),
    queryKey(request.url ?? ''),
  ].filter((value) => value !== undefined && value !== '')
  const [credential] = found
  if (credential === undefined)
    throw new GatewayError('missing_credentials', {
      clientMessage:
        'No API key was sent. Send it as "Authorization: Bearer <key>", "x-api-key" or "x-goog-api-key".',
    })
  if (found.some((other) => other !== credential))
    throw new GatewayError('conflicting_credentials', {
      clientMessage: 'Two different API keys were sent in one request.',
    })
  return credential
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(',') : value?.trim()

function queryKey(url: string): string | undefined {
  if (!url.includes('key=')) return undefined
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('key') ?? undefined
}
