import { z } from 'zod'
import { KEY_SCOPES } from '#server/domain/principal'
import { adminProcedure, memberProcedure, router } from '../init'

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

  signOutEverywhere: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/auth/sign-out-everywhere',
        summary: 'End all console sessions',
        description:
          'Everybody who is signed in to the console has to sign in again, on every instance and in every browser, the caller included. The admin token and keys stay as they are.',
        tags: ['auth'],
        protect: true,
      },
      example: {},
    })
    .input(z.object({}))
    .output(z.object({ ended: z.literal(true) }))
    .mutation(async ({ ctx }) => {
      await ctx.services.access.signOutEverywhere()
      return { ended: true as const }
    }),
})
