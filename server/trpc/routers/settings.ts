import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { settingsUpdateInput, settingsView } from '../schemas/settings'

const tags = ['settings']

export const settingsRouter = router({
  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/settings',
        summary: 'Read the settings',
        description:
          'What is in force, what would be without a change, and what the environment has decided.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(settingsView)
    .query(({ ctx }) => ctx.services.settings.read()),

  update: adminProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/settings',
        summary: 'Change settings',
        description:
          'Absent settings stay as they are, and null goes back to the default. All of them change at once, on every ' +
          'instance, or none does; one that the environment has decided is refused with 409.',
        tags,
        protect: true,
      },
      example: { translation: 'on', maxAttempts: 4, quarantineMs: null },
    })
    .input(settingsUpdateInput)
    .output(settingsView)
    .mutation(({ ctx, input }) => ctx.services.settings.update(input)),
})
