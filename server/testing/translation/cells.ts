import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import { startFakeUpstream } from '../fake-upstream'
import type { FakeUpstream } from '../fake-upstream'
import { startHub } from '../hub-harness'
import type { HubHarness } from '../hub-harness'
import { CASES } from './cases'
import { CREATE_CLIENT } from './clients'
import { servedModel } from './expectations'
import type { Cell, MatrixCase } from './place'
import type { MatrixClient } from './talk'

export const CLIENTS: readonly Dialect[] = DIALECTS
export const PROVIDERS: readonly ProviderType[] = [
  'claude',
  'openai-compatible',
  'codex',
  'gemini',
  'claude-auth',
  'gemini-cli',
]
/** They differ from others only in how they are called. */
const VARIANTS: ReadonlySet<ProviderType> = new Set(['claude-auth', 'gemini-cli'])

export const CELLS: readonly Cell[] = CLIENTS.flatMap((client) =>
  PROVIDERS.flatMap((provider) => [false, true].map((streaming) => ({ client, provider, streaming }))),
)

/** What is tried in a cell. */
export const casesOf = ({ client, provider, streaming }: Cell): readonly MatrixCase[] =>
  CASES.filter(
    ({ streamsOnly, everyType, notFor }) =>
      (streaming || !streamsOnly) && (everyType || !VARIANTS.has(provider)) && notFor !== client,
  )

interface Seat {
  upstream: FakeUpstream
  providerId: string
  clients: Record<Dialect, MatrixClient>
}

/** A hub with one provider of each type, each for a key of its own. */
export interface Matrix {
  run(cell: Cell, matrixCase: MatrixCase): Promise<void>
  close(): Promise<void>
}

export async function startMatrix(): Promise<Matrix> {
  const hub = await startHub({ SETTING_CLIENT_GONE_DRAIN_MS: '0', SETTING_MAX_ATTEMPTS: '1' })
  const seats = new Map<ProviderType, Seat>()
  for (const type of PROVIDERS) seats.set(type, await takeSeat(hub, type))
  return {
    async run(cell, matrixCase) {
      const seat = seats.get(cell.provider)
      if (!seat) throw new Error(`There is no provider of type ${cell.provider}`)
      const { upstream, providerId } = seat
      upstream.forget()
      try {
        await matrixCase.run({ cell, client: seat.clients[cell.client], upstream, hub })
      } finally {
        // What one case did to the provider's health is not for the next one.
        if (matrixCase.harms) await hub.api('POST', `/providers/${providerId}/health/reset`)
      }
    },
    async close() {
      await hub.close()
      for (const { upstream } of seats.values()) await upstream.close()
    },
  }
}

async function takeSeat(hub: HubHarness, type: ProviderType): Promise<Seat> {
  const upstream = await startFakeUpstream()
  const providerId = await hub.addProvider({
    type,
    baseUrl: upstream.origin,
    groupTags: [type],
    modelRedirects: [{ match: 'pattern', from: '.*', to: servedModel(type) }],
    ...(type === 'gemini-cli' && { codeAssistProject: 'project-1' }),
  })
  const { key } = await hub.addKey({ providerGroup: type })
  const at = { origin: hub.origin, key }
  const clients = {
    claude: CREATE_CLIENT.claude(at),
    'openai-chat': CREATE_CLIENT['openai-chat'](at),
    'codex-responses': CREATE_CLIENT['codex-responses'](at),
    gemini: CREATE_CLIENT.gemini(at),
  }
  return { upstream, providerId, clients }
}
