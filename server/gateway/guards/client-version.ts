import { judgeClient } from '#server/domain/client-version'
import type { ClientVerdict } from '#server/domain/client-version'
import { GatewayError } from '#server/domain/errors'
import type { ConfigView, Identified } from '../exchange'

type View = Pick<ConfigView, 'clientVersions' | 'settings'>

/** FR-023. Refuse a client that is too old, if its rule says so. */
export function refuseClient({ client, principal }: Identified, view: View): GatewayError | null {
  const { allowedClients } = principal.user
  if (allowedClients.length > 0 && (client.name === null || !allowedClients.includes(client.name)))
    return new GatewayError('client_not_allowed', {
      clientMessage: `${client.name ?? 'A client that does not say its name'} may not be used with this API key. Allowed: ${allowedClients.join(', ')}.`,
    })
  const verdict = judge(client, view)
  return verdict?.action === 'block'
    ? new GatewayError('client_outdated', { clientMessage: words(client, verdict) })
    : null
}

/** What a client that is too old is told beside its answer; null when there is nothing to tell. */
export function warningFor({ client }: Identified, view: View): string | null {
  const verdict = judge(client, view)
  return verdict?.action === 'warn' ? words(client, verdict) : null
}

const judge = (client: Identified['client'], { clientVersions, settings }: View): ClientVerdict | null =>
  clientVersions.size === 0 ? null : judgeClient(clientVersions, client, settings.missingClientVersion)

/** For a header as well: names and versions are ASCII, as their rules and the user agent's pattern have it. */
function words({ version }: Identified['client'], { rule, reason }: ClientVerdict): string {
  const { clientName, minVersion } = rule
  return reason === 'old'
    ? `${clientName} ${version ?? ''} is outdated: this hub expects ${minVersion} or newer. Please update ${clientName}.`
    : `${clientName} does not say which version it is: this hub expects ${minVersion} or newer. Please update ${clientName}.`
}
