import { adminProcedure, router } from '../init'
import { idInput, pageOf, removedOutput } from '../schemas/fields'
import {
  deliveryListInput,
  deliveryView,
  sendResultView,
  toDeliveryView,
  toSendResultView,
  toWebhookView,
  webhookCreateInput,
  webhookListInput,
  webhookUpdateInput,
  webhookView,
} from '../schemas/webhook'

const tags = ['webhooks']

export const webhooksRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/webhooks',
        summary: 'List webhooks',
        description: 'The newest first. Their URLs and secrets are write-only.',
        tags,
        protect: true,
      },
    })
    .input(webhookListInput)
    .output(pageOf(webhookView))
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = await ctx.services.webhooks.list(input)
      return { items: items.map(toWebhookView), nextCursor }
    }),

  deliveries: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/webhooks/deliveries',
        summary: 'List deliveries',
        description: 'What was sent by webhook and by e-mail in the last 30 days, the newest first.',
        tags,
        protect: true,
      },
    })
    .input(deliveryListInput)
    .output(pageOf(deliveryView))
    .query(async ({ ctx, input: { webhookId, status, ...page } }) => {
      const { items, nextCursor } = await ctx.services.webhooks.deliveries({ webhookId, status }, page)
      return { items: items.map(toDeliveryView), nextCursor }
    }),

  retryDelivery: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/deliveries/{id}/retry',
        summary: 'Try a delivery again',
        description: 'Now; 409 when it was sent already.',
        tags,
        protect: true,
      },
      example: {},
      changes: 'outside',
    })
    .input(idInput)
    .output(deliveryView)
    .mutation(async ({ ctx, input }) => toDeliveryView(await ctx.services.webhooks.retry(input.id))),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/webhooks/{id}',
        summary: 'Read a webhook',
        description: 'Without its URL and its secret, which are write-only.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(webhookView)
    .query(async ({ ctx, input }) => toWebhookView(await ctx.services.webhooks.get(input.id))),

  create: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks',
        summary: 'Add a webhook',
        description: 'Events are sent there from now on, and tried again for hours when they are not taken.',
        tags,
        protect: true,
      },
      example: {
        name: 'Operations',
        kind: 'generic',
        url: 'https://hooks.example.com/hub',
        secret: 'a-long-random-text',
        events: ['circuit.opened', 'circuit.closed'],
      },
    })
    .input(webhookCreateInput)
    .output(webhookView)
    .mutation(async ({ ctx, input }) => toWebhookView(await ctx.services.webhooks.create(input))),

  update: adminProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/webhooks/{id}',
        summary: 'Change a webhook',
        description: 'Absent fields stay as they are, the URL and the secret too.',
        tags,
        protect: true,
      },
      example: { enabled: false },
    })
    .input(webhookUpdateInput)
    .output(webhookView)
    .mutation(async ({ ctx, input: { id, ...patch } }) =>
      toWebhookView(await ctx.services.webhooks.update(id, patch)),
    ),

  remove: adminProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/webhooks/{id}',
        summary: 'Remove a webhook',
        description: 'What still waits to be sent there fails.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(removedOutput)
    .mutation(async ({ ctx, input: { id } }) => {
      await ctx.services.webhooks.remove(id)
      return { id }
    }),

  test: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/test',
        summary: 'Test a webhook',
        description: 'Sends a sample now, also to a disabled one, and says what came of it.',
        tags,
        protect: true,
      },
      example: {},
      changes: 'nothing',
    })
    .input(idInput)
    .output(sendResultView)
    .mutation(async ({ ctx, input }) => toSendResultView(await ctx.services.webhooks.test(input.id))),
})
