import { adminProcedure, router } from '../init'
import { simulateInput, simulationView, toSimulationView } from '../schemas/routing'

export const routingRouter = router({
  simulate: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/routing/simulate',
        summary: 'Simulate the routing of a request',
        description: 'Where would this request go now, and why? Nothing is sent and nothing changes.',
        tags: ['routing'],
        protect: true,
      },
      example: { path: '/v1/messages', model: 'claude-sonnet-4-5' },
    })
    .input(simulateInput)
    .output(simulationView)
    .mutation(async ({ ctx, input }) => toSimulationView(await ctx.services.simulateRouting(input))),
})
