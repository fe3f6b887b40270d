import type { LoaderFunctionArgs } from '@remix-run/node'
import { sessionPath, shortSession } from '#app/components/sessions/session-path'
import { redirectToSignIn } from '#app/lib/require-admin.server'

/** Something of the hub that goes by a name. */
export interface Found {
  kind: 'user' | 'provider' | 'session' | 'request'
  name: string
  to: string
}

type Caller = LoaderFunctionArgs['context']['caller']

const MOST_OF_A_KIND = 5
const PAGE = 200
/** Names are compared here, a page at a time; whoever has more users than this finds them on their page. */
const MOST_PAGES = 10
const REQUEST_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** For the command palette: what the reader may see and whose name holds what was typed. */
export async function loader(args: LoaderFunctionArgs): Promise<{ search: string; found: Found[] }> {
  const { viewer, caller } = args.context
  if (!viewer) throw redirectToSignIn(args.request)
  const search = new URL(args.request.url).searchParams.get('q')?.trim() ?? ''
  if (search.length < 2) return { search, found: [] }
  const own = viewer.kind !== 'admin'
  const found = [
    ...(own ? [] : findAccounts(caller, search)),
    findSessions(caller, search, own),
    findRequest(caller, search, own ? '/my/requests' : '/requests'),
  ]
  return { search, found: (await Promise.all(found)).flat() }
}

const findAccounts = ({ users, providers }: Caller, search: string): Promise<Found[]>[] => [
  findNamed('user', (page) => users.list(page), search),
  findNamed('provider', (page) => providers.list(page), search),
]

/** Of those that are live, or were a moment ago. */
async function findSessions({ sessions }: Caller, search: string, own: boolean): Promise<Found[]> {
  const { items } = await sessions.list({})
  return items
    .filter(({ id, userName }) => holds(search, shortSession(id), own ? '' : (userName ?? '')))
    .slice(0, MOST_OF_A_KIND)
    .map(({ id }) => ({ kind: 'session', name: shortSession(id), to: sessionPath(id, own) }))
}

interface Listed {
  items: { id: string; name: string }[]
  nextCursor: string | null
}

async function findNamed(
  kind: 'user' | 'provider',
  list: (page: { limit: number; cursor?: string }) => Promise<Listed>,
  search: string,
): Promise<Found[]> {
  const found: Found[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < MOST_PAGES && found.length < MOST_OF_A_KIND; pages += 1) {
    const page = await list({ limit: PAGE, ...(cursor !== null && { cursor }) })
    for (const { id, name } of page.items)
      if (holds(search, name, id)) found.push({ kind, name, to: `/${kind}s/${id}` })
    cursor = page.nextCursor
    if (cursor === null) break
  }
  return found.slice(0, MOST_OF_A_KIND)
}

/** By the id that its client was told. One that is not there, or somebody else's, is not found. */
async function findRequest({ logs }: Caller, search: string, path: string): Promise<Found[]> {
  if (!REQUEST_ID.test(search)) return []
  const request = await logs.get({ id: search.toLowerCase() }).catch(() => null)
  return request === null ? [] : [{ kind: 'request', name: request.id, to: `${path}/${request.id}` }]
}

const holds = (search: string, ...texts: string[]): boolean =>
  texts.some((text) => text.toLocaleLowerCase().includes(search.toLocaleLowerCase()))
