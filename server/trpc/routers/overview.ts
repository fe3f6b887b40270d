import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { toLogView } from '../schemas/log'
import { overviewView } from '../schemas/overview'

export const overviewRouter = router({
  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/overview',
        summary: 'Read the overview',
        description: 'Counts of providers, users and keys, the last 24 hours and the last ten requests.',
        tags: ['overview'],
        protect: true,
      },
    })
    .input(z.void())
    .output(overviewView)
    .query(async ({ ctx }) => {
      const overview = await ctx.services.readOverview()
      return { ...overview, recent: overview.recent.map(toLogView) }
    }),
})
