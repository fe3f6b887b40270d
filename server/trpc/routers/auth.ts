import { z } from 'zod'
import { adminProcedure, router } from '../init'

export const authRouter = router({
  check: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/auth/check',
        summary: 'Check the admin token',
        description: 'Answers with the role that the presented token has, 401 when it has none.',
        tags: ['auth'],
        protect: true,
      },
    })
    .input(z.void())
    .output(z.object({ role: z.literal('admin') }))
    .query(({ ctx }) => ({ role: ctx.actor.role })),
})
