import { forbidden, memberProcedure, router } from '../init'
import { leaderboardInput, leaderboardView, toLeaderboardView } from '../schemas/leaderboard'

export const leaderboardRouter = router({
  get: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/leaderboard',
        summary: 'Read the leaderboard',
        description:
          'Who uses the hub most, by requests, tokens or cost. Users see it unless the setting `leaderboardVisible` is off, and ' +
          'with `leaderboardAnonymous` no names but their own.',
        tags: ['leaderboard'],
        protect: true,
      },
      example: { period: 'week', rank: 'tokens' },
    })
    .input(leaderboardInput)
    .output(leaderboardView)
    .query(async ({ ctx, input }) => {
      const leaderboard = await ctx.services.readLeaderboard(ctx.viewer, input)
      if (leaderboard === 'hidden') throw forbidden('The leaderboard is switched off for users.')
      return toLeaderboardView(leaderboard)
    }),
})
