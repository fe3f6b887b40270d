import { followChanges, LIVE_STEP_MS } from '../follow-changes'
import { adminProcedure, router } from '../init'
import { dashboardInput, dashboardView, toDashboardView } from '../schemas/dashboard'

export const dashboardRouter = router({
  summary: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/dashboard',
        summary: 'Read the dashboard',
        description:
          'How the hub is doing at this moment, all instances together: sessions and requests under way, the last minute, the cost of today, the health of providers, the last errors.',
        tags: ['overview'],
        protect: true,
      },
    })
    .input(dashboardInput)
    .output(dashboardView)
    .query(async ({ ctx, input }) =>
      toDashboardView(await ctx.services.dashboard.read({ timeZone: input.timeZone })),
    ),

  /** The same by server-sent events, when something has changed, as it changes. */
  live: adminProcedure.input(dashboardInput).subscription(({ ctx, input, signal }) => {
    const read = async (momentAgo: boolean) =>
      toDashboardView(await ctx.services.dashboard.read({ timeZone: input.timeZone, momentAgo }))
    return followChanges({ read, stepMs: LIVE_STEP_MS, signal })
  }),
})
