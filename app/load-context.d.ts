import '@remix-run/server-runtime'
import type { ConsoleLoadContext } from '#server/trpc/context'

declare module '@remix-run/server-runtime' {
  interface AppLoadContext extends ConsoleLoadContext {}
  interface Future {
    v3_singleFetch: true
  }
}
