import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { required } from '../schemas/fields'
import { sendResultView, toSendResultView } from '../schemas/webhook'

const tags = ['email']

const passwordView = z.object({
  passwordSet: z.boolean().meta({ description: 'There is a password; nobody gets to read it' }),
  lockedBy: z.string().nullable().meta({ description: 'The environment variable that has decided it' }),
})

/** E-mails are sent by the settings that begin with `smtp`; the password is apart, since it is write-only. */
export const emailRouter = router({
  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/email',
        summary: 'Read whether e-mail has a password',
        description: 'The rest of what e-mail needs is among the settings.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(passwordView)
    .query(async ({ ctx: { services } }) => ({
      passwordSet: await services.email.passwordSet(),
      lockedBy: services.email.passwordDecidedBy(),
    })),

  setPassword: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/email/password',
        summary: 'Set the password for e-mail',
        description: 'For the mail server of the settings; null forgets it.',
        tags,
        protect: true,
      },
      example: { password: 'the password of the mail account' },
    })
    .input(
      z.object({ password: z.string({ error: required }).min(1, 'must not be empty').max(500).nullable() }),
    )
    .output(passwordView)
    .mutation(async ({ ctx, input: { password } }) => {
      await ctx.services.email.setPassword(password)
      return { passwordSet: password !== null, lockedBy: null }
    }),

  test: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/email/test',
        summary: 'Send a test e-mail',
        description: 'Sends a sample now, by the settings that are in force, and says what came of it.',
        tags,
        protect: true,
      },
      example: { to: 'ops@example.com' },
      changes: 'nothing',
    })
    .input(z.object({ to: z.email({ error: 'must be an e-mail address' }).max(254) }))
    .output(sendResultView)
    .mutation(async ({ ctx, input }) => toSendResultView(await ctx.services.email.test(input.to))),
})
