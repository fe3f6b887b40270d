import type { Viewer } from './context'
import type { AdminCaller } from './router'

export type SignInResult =
  | { ok: true; cookie: string }
  | { ok: false; reason: 'invalid' | 'inactive' | 'throttled'; retryAfterSeconds: number | null }

/** What the server gives to every loader and action of the console. */
export interface ConsoleLoadContext {
  /** CSP nonce of this response, for its script and style elements. */
  nonce: string
  /** Who is signed in. */
  viewer: Viewer | null
  /** The admin API without HTTP; procedures throw UNAUTHORIZED while `viewer` is null. */
  caller: AdminCaller
  /** With the admin token or a key. `cookie` is a whole Set-Cookie value. */
  signIn(credential: string): Promise<SignInResult>
  signOut(): { cookie: string }
  /** Public URL of the hub without a trailing slash, for set-up snippets. */
  origin: string
  /** Aborted when the browser is gone or the response is done. */
  signal: AbortSignal
}
