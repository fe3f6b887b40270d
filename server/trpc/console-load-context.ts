import type { AdminCaller } from './router'

export type SignInResult =
  | { ok: true; cookie: string }
  | { ok: false; reason: 'invalid' | 'throttled'; retryAfterSeconds: number | null }

/** What the server gives to every loader and action of the console. */
export interface ConsoleLoadContext {
  /** CSP nonce of this response, for its script and style elements. */
  nonce: string
  session: { role: 'admin' } | null
  /** The admin API without HTTP; procedures throw UNAUTHORIZED while `session` is null. */
  caller: AdminCaller
  /** `cookie` is a whole Set-Cookie value. */
  signIn(token: string): Promise<SignInResult>
  signOut(): { cookie: string }
  /** Public URL of the hub without a trailing slash, for set-up snippets. */
  origin: string
  /** Aborted when the browser is gone or the response is done. */
  signal: AbortSignal
}
