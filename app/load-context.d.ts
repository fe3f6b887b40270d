import '@remix-run/server-runtime'
import type { ConsoleLoadContext } from '#server/trpc/console-load-context'

declare module '@remix-run/server-runtime' {
  /** One member stands here again because the linter takes an empty interface for a mistake. */
  interface AppLoadContext extends ConsoleLoadContext {
    nonce: string
  }
  interface Future {
    v3_singleFetch: true
  }
}
