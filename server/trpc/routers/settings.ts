import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { idInput, pageOf } from '../schemas/fields'
import {
  settingDifferencesView,
  settingHistoryInput,
  settingRevisionView,
  toSettingDifferencesView,
  toSettingRevisionView,
} from '../schemas/settings-history'
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

  history: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/settings/history',
        summary: 'List changes of settings',
        description: 'Every value that a setting was given, by whom and when; the newest first.',
        tags,
        protect: true,
      },
    })
    .input(settingHistoryInput)
    .output(pageOf(settingRevisionView))
    .query(async ({ ctx, input: { key, ...page } }) => {
      const { items, nextCursor } = await ctx.services.settingsHistory.list({ key }, page)
      return { items: items.map(toSettingRevisionView), nextCursor }
    }),

  compare: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/settings/history/{id}/compare',
        summary: 'Compare settings with a revision',
        description: 'What going back to this revision would change, and what it would leave as it is.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(settingDifferencesView)
    .query(async ({ ctx, input }) =>
      toSettingDifferencesView(await ctx.services.settingsHistory.compare(input.id)),
    ),

  rollBack: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/settings/history/{id}/roll-back',
        summary: 'Roll settings back',
        description:
          'Makes all settings what they were after this revision, save those that the environment has decided or that ' +
          'this hub does not know. This is a change like any other: it has revisions of its own and can be undone.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(settingDifferencesView)
    .mutation(async ({ ctx, input }) =>
      toSettingDifferencesView(await ctx.services.settingsHistory.rollBack(input.id)),
    ),
})
