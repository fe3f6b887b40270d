import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { idInput, pageOf, removedOutput, toIso } from '../schemas/fields'
import {
  priceDetailView,
  priceListInput,
  priceModelInput,
  priceOverrideInput,
  priceSyncApplyInput,
  priceSyncInput,
  priceSyncPreviewView,
  priceSyncView,
  priceView,
  toPriceDetailView,
  toPriceView,
  toSyncInput,
  toSyncPreviewView,
  unpricedView,
} from '../schemas/price'

const tags = ['prices']

export const pricesRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/prices',
        summary: 'List prices',
        description: 'The price in force of every model, by name, in USD per million tokens.',
        tags,
        protect: true,
      },
    })
    .input(priceListInput)
    .output(pageOf(priceView))
    .query(({ ctx, input: { limit, cursor, ...filter } }) => {
      const { items, nextCursor } = ctx.services.prices.list(filter, { limit, cursor })
      return { items: items.map(toPriceView), nextCursor }
    }),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/prices/model',
        summary: 'Read the price of a model',
        description:
          'What is in force and every version there was or will be. The name is given as `model`, since it may hold slashes.',
        tags,
        protect: true,
      },
      example: { model: 'claude-sonnet-4-5' },
    })
    .input(priceModelInput)
    .output(priceDetailView)
    .query(async ({ ctx, input }) => toPriceDetailView(await ctx.services.prices.get(input.model))),

  unpriced: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/prices/unpriced',
        summary: 'List models without a price',
        description:
          'Models that were served in the last 30 days, as far as the newest requests tell, and have no price.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(unpricedView)
    .query(async ({ ctx }) => {
      const models = await ctx.services.prices.unpriced()
      return { items: models.map((model) => ({ ...model, lastAt: toIso(model.lastAt) })) }
    }),

  override: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/prices/override',
        summary: 'Set a price by hand',
        description:
          'A new version that wins over LiteLLM and over what the hub ships, now or from a later time on.',
        tags,
        protect: true,
      },
      example: {
        model: 'claude-sonnet-4-5',
        prices: { rates: { input: '3', output: '15', cacheRead: '0.3' } },
      },
    })
    .input(priceOverrideInput)
    .output(priceDetailView)
    .mutation(async ({ ctx, input }) => toPriceDetailView(await ctx.services.prices.override(input))),

  endOverride: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/prices/override/end',
        summary: 'End a price that was set by hand',
        description: 'From now on the other sources count again. What was billed stays as it is.',
        tags,
        protect: true,
      },
      example: { model: 'claude-sonnet-4-5' },
    })
    .input(priceModelInput)
    .output(priceDetailView)
    .mutation(async ({ ctx, input }) =>
      toPriceDetailView(await ctx.services.prices.endOverride(input.model)),
    ),

  cancel: adminProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/prices/planned/{id}',
        summary: 'Take back a planned price',
        description: 'Removes a version whose time has not come.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(removedOutput)
    .mutation(async ({ ctx, input: { id } }) => {
      await ctx.services.prices.cancel(id)
      return { id }
    }),

  previewSync: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/prices/sync/preview',
        summary: 'Preview an update of the prices',
        description: "What a table in LiteLLM's form would change. Changes nothing.",
        tags,
        protect: true,
      },
      example: { source: 'url' },
    })
    .input(priceSyncInput)
    .output(priceSyncPreviewView)
    .mutation(async ({ ctx, input }) =>
      toSyncPreviewView(await ctx.services.priceSync.preview(toSyncInput(input))),
    ),

  applySync: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/prices/sync/apply',
        summary: 'Update the prices',
        description:
          'Does exactly what was previewed, and refuses when the table or the prices have changed since. Models that the table ' +
          'does not have keep their prices.',
        tags,
        protect: true,
      },
      example: { source: 'url', digest: 'the digest of the preview' },
    })
    .input(priceSyncApplyInput)
    .output(priceSyncView)
    .mutation(({ ctx, input: { digest, ...input } }) =>
      ctx.services.priceSync.apply({ ...toSyncInput(input), digest }),
    ),
})
