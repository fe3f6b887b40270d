import { createCookie, type AppLoadContext } from '@remix-run/node'

/** How far a hub has come on the way to its first answer, read off what it has. */
export interface FirstSteps {
  /** The first one, to be tested; null when there is none. */
  provider: { id: string; name: string } | null
  /** A test passed, or a request was answered by it. */
  tested: boolean
  /** Whose key is to be made; null when there is nobody. */
  user: { id: string; name: string } | null
  hasKey: boolean
  /** Of the newest request; null before the first. */
  requestId: string | null
}

type Caller = AppLoadContext['caller']

const EVENTS = 50

export async function readFirstSteps(
  caller: Caller,
  known: { requestId: string | null; hasKey: boolean },
): Promise<FirstSteps> {
  const [providers, users] = await Promise.all([
    caller.providers.list({ limit: 1 }),
    caller.users.list({ limit: 1 }),
  ])
  const [provider = null] = providers.items
  const [user = null] = users.items
  return {
    provider: provider && { id: provider.id, name: provider.name },
    tested: known.requestId !== null || (provider !== null && (await hasPassed(caller, provider.id))),
    user: user && { id: user.id, name: user.name },
    ...known,
  }
}

async function hasPassed({ providerHealth }: Caller, id: string): Promise<boolean> {
  const { items } = await providerHealth.history({ id, limit: EVENTS })
  return items.some(({ event }) => event === 'test_passed')
}

const YEAR_SECONDS = 31_536_000
const cookie = createCookie('cch_first_steps', {
  ...{ path: '/', sameSite: 'lax', httpOnly: true, maxAge: YEAR_SECONDS },
})
const HIDDEN = 'hidden'

/** Whether the reader has put them away. */
export const areHidden = async (request: Request): Promise<boolean> =>
  (await cookie.parse(request.headers.get('Cookie'))) === HIDDEN

/** @returns a Set-Cookie value */
export const hideFirstSteps = (hidden: boolean): Promise<string> =>
  hidden ? cookie.serialize(HIDDEN) : cookie.serialize('', { maxAge: 0 })
