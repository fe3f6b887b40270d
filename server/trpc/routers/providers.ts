import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { idInput, pageFields, pageOf, removedOutput } from '../schemas/fields'
import {
  providerCreateInput,
  providerTestView,
  providerUpdateInput,
  providerView,
  proxyCheckInput,
  proxyCheckView,
  toProviderView,
} from '../schemas/provider'

const tags = ['providers']

export const providersRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/providers',
        summary: 'List providers',
        description: 'Every provider that was not removed, without credentials.',
        tags,
        protect: true,
      },
    })
    .input(z.object(pageFields))
    .output(pageOf(providerView))
    .query(async ({ ctx, input }) => {
      const page = await ctx.services.providers.list(input)
      return { ...page, items: page.items.map(toProviderView) }
    }),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/providers/{id}',
        summary: 'Read a provider',
        description: 'One provider, without its credential.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(providerView)
    .query(async ({ ctx, input }) => toProviderView(await ctx.services.providers.get(input.id))),

  create: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/providers',
        summary: 'Add a provider',
        description:
          'The API key is sealed at once; no answer ever shows it. The provider takes traffic right away.',
        tags,
        protect: true,
      },
      example: {
        name: 'Anthropic',
        type: 'claude',
        baseUrl: 'https://api.anthropic.com',
        apiKey: 'your-provider-key',
        weight: 10,
        modelRedirects: { 'claude-opus-4': 'claude-opus-4-1' },
      },
    })
    .input(providerCreateInput)
    .output(providerView)
    .mutation(async ({ ctx, input: { apiKey, ...input } }) =>
      toProviderView(await ctx.services.providers.create({ ...input, credential: apiKey })),
    ),

  update: adminProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/providers/{id}',
        summary: 'Change a provider',
        description:
          'Absent fields stay as they are, and so does an absent API key. `{"enabled": false}` disables.',
        tags,
        protect: true,
      },
      example: { enabled: false },
    })
    .input(providerUpdateInput)
    .output(providerView)
    .mutation(async ({ ctx, input: { id, apiKey, ...patch } }) =>
      toProviderView(await ctx.services.providers.update(id, { ...patch, credential: apiKey })),
    ),

  remove: adminProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/providers/{id}',
        summary: 'Remove a provider',
        description: 'It takes no more traffic; the request log keeps its name. Answers with the id.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(removedOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.providers.remove(input.id)
      return input
    }),

  checkProxy: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/providers/proxy-check',
        summary: 'Check a proxy',
        description:
          "Connects to a provider's host through a proxy, TLS included, and sends nothing; neither has to be stored.",
        tags,
        protect: true,
      },
      example: { proxyUrl: 'socks5://proxy.example.com:1080', baseUrl: 'https://api.example.com' },
    })
    .input(proxyCheckInput)
    .output(proxyCheckView)
    .mutation(({ ctx, input }) => ctx.services.providers.checkProxy(input)),

  test: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/providers/{id}/test',
        summary: 'Test a connection',
        description:
          'Makes one small real call with the stored credential (the list of models, no tokens used).',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(providerTestView)
    .mutation(({ ctx, input }) => ctx.services.testProvider(input.id)),
})
