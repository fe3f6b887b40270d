import { z } from 'zod'
import { KEY_SCOPES } from '#server/domain/principal'
import { memberProcedure, router } from '../init'

export const authRouter = router({
  check: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/auth/check',
        summary: 'Check a token',
        description: 'Who the presented token or key belongs to; 401 when it is neither.',
        tags: ['auth'],
        protect: true,
      },
    })
    .input(z.void())
    .output(
      z.discriminatedUnion('role', [
        z.object({ role: z.literal('admin') }),
        z.object({
          role: z.literal('member'),
          userId: z.string(),
          keyId: z.string(),
          scope: z.enum(KEY_SCOPES),
        }),
      ]),
    )
    .query(({ ctx: { viewer } }) => {
      if (viewer.kind === 'admin') return { role: viewer.kind }
      const { kind, ...own } = viewer
      return { role: kind, ...own }
    }),
})
