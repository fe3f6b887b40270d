import type { Dialect } from '#server/domain/dialect'
import { upstreamUrl } from '#server/domain/provider'
import type { RuntimeProvider } from '#server/domain/provider'
import type { Clock } from '#server/platform/clock'
import type { Guarded } from '../exchange'
import { decodeModelList } from '../translate/ir/model-list'
import type { ListedModel } from '../translate/ir/model-list'
import { providerHeaders } from './build-request'
import type { ProviderPools } from './provider-pools'

export interface ModelCatalogue {
  /** Every model that this caller can ask for over its dialect, sorted by name: what providers list, what they are limited
   * to, and the names that redirects add. A provider that does not answer in time adds only the latter two. */
  list(
    exchange: Guarded,
    config: { providers: readonly RuntimeProvider[]; ttlMs: number },
  ): Promise<ListedModel[]>
}

/** Claude Code waits three seconds for the list at its start. */
const TIMEOUT_MS = 2_500
/** How soon a provider that failed is asked again. */
const RETRY_MS = 10_000
const MAX_LIST_BYTES = 4 * 1024 * 1024

/** OpenAI's two protocols share one list. Providers that are translated for stand in all of them. */
const LISTED_WITH: Record<Dialect, readonly Dialect[]> = {
  claude: ['claude'],
  'openai-chat': ['openai-chat', 'codex-responses'],
  'codex-responses': ['openai-chat', 'codex-responses'],
  gemini: ['gemini'],
}

interface CacheEntry {
  baseUrl: string
  staleAtMs: number
  models: Promise<ListedModel[]>
}

export function createModelCatalogue(deps: { pools: ProviderPools; clock: Clock }): ModelCatalogue {
  const cache = new Map<string, CacheEntry>()

  function fetched(provider: RuntimeProvider, ttlMs: number): Promise<ListedModel[]> {
    const known = cache.get(provider.id)
    if (known?.baseUrl === provider.baseUrl && known.staleAtMs > deps.clock.nowMs()) return known.models
    const entry: CacheEntry = {
      baseUrl: provider.baseUrl,
      staleAtMs: deps.clock.nowMs() + ttlMs,
      models: Promise.resolve([]),
    }
    entry.models = fetchModels(deps.pools, provider).catch(() => {
      entry.staleAtMs = Math.min(entry.staleAtMs, deps.clock.nowMs() + RETRY_MS)
      return []
    })
    cache.set(provider.id, entry)
    return entry.models
  }

  return {
    async list({ route, principal }, { providers, ttlMs }) {
      const { providerGroup, allowedModels } = principal.user
      const visible = providers.filter(
        (provider) =>
          provider.enabled &&
          (provider.acceptsTranslated || LISTED_WITH[route.dialect].includes(provider.dialect)) &&
          (providerGroup === null || provider.groupTags.includes(providerGroup)),
      )
      const lists = await Promise.all(
        visible.map(async (provider) => [
          ...namedModels(provider),
          ...limitTo(provider, await fetched(provider, ttlMs)),
        ]),
      )
      const byId = new Map(lists.flat().map((model) => [model.id, model]))
      return [...byId.values()]
        .filter(({ id }) => allowedModels.length === 0 || allowedModels.includes(id))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
    },
  }
}

/** Names that the configuration itself gives. */
function namedModels({ name, allowedModels, modelRedirects }: RuntimeProvider): ListedModel[] {
  const exact = modelRedirects.filter(({ match }) => match === 'exact').map(({ from }) => from)
  const listed = allowedModels.filter((allowed) => !allowed.endsWith('*'))
  return [...listed, ...exact].map((id) => ({ id, displayName: id, created: 0, ownedBy: name }))
}

function limitTo({ allowedModels }: RuntimeProvider, models: ListedModel[]): ListedModel[] {
  if (allowedModels.length === 0) return models
  const allows = (allowed: string, id: string) =>
    allowed.endsWith('*') ? id.startsWith(allowed.slice(0, -1)) : id === allowed
  return models.filter(({ id }) => allowedModels.some((allowed) => allows(allowed, id)))
}

async function fetchModels(pools: ProviderPools, provider: RuntimeProvider): Promise<ListedModel[]> {
  // Code Assist has no list.
  if (provider.type === 'gemini-cli') return []
  const { origin, path } = upstreamUrl(
    provider.baseUrl,
    provider.dialect === 'gemini' ? '/v1beta/models' : '/v1/models',
  )
  const headers = providerHeaders(provider)
  if (provider.dialect === 'claude') headers.push('anthropic-version', '2023-06-01')
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const { statusCode, body } = await pools
    .get(provider, origin)
    .request({ method: 'GET', path, headers, signal })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_LIST_BYTES) throw new Error('The list of models is too large')
    chunks.push(chunk)
  }
  if (statusCode !== 200) throw new Error(`The list of models was answered ${String(statusCode)}`)
  return decodeModelList(JSON.parse(Buffer.concat(chunks).toString('utf8')), provider.name)
}
