import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assistant, callOf, requestOf, resultOf, user } from '../request-fixtures'
import { fitTools, restoreTools, restoreToolsIn } from './fit-tools'
import type { ToolLimits } from './fit-tools'
import type { Tool } from './request'
import { collect, eventsOf } from './response'
import type { IrResponse } from './response'

const NARROW: ToolLimits = {
  custom: false,
  namespaces: false,
  maxNameLength: 20,
  badNameCharacters: /[^\w-]/g,
  maxIdLength: 40,
}

const tool = (name: string, fields: object = {}): Tool => ({
  kind: 'function',
  name,
  namespace: null,
  description: null,
  parameters: { type: 'object' },
  strict: null,
  ...fields,
})
const answerOf = (...parts: IrResponse['parts']): IrResponse => ({
  id: null,
  model: null,
  parts,
  finish: null,
  usage: null,
})

describe('fitting tools', () => {
  it('leaves those alone that fit', () => {
    const request = requestOf([assistant(callOf('c1', { name: 'read' })), user(resultOf('c1'))], {
      tools: [tool('read')],
      toolChoice: { mode: 'one', name: 'read' },
    })
    expect(fitTools(request, NARROW).request).toEqual(request)
  })

  it('makes a free-form tool a function with one text, and back', () => {
    const patch: Tool = {
      kind: 'custom',
      name: 'apply_patch',
      namespace: null,
      description: 'Patch files.',
      format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
    }
    const call = callOf('c1', { name: 'apply_patch', kind: 'custom', arguments: '*** Begin\n"x"' })
    const result = { ...resultOf('c1'), kind: 'custom' as const }
    const { request, names } = fitTools(
      requestOf([assistant(call), user(result)], { tools: [patch] }),
      NARROW,
    )
    expect(request.tools[0]).toMatchObject({ kind: 'function', parameters: { required: ['input'] } })
    expect(request.tools[0]).toMatchObject({ description: expect.stringContaining('start: "x"') as string })
    const sent = { ...call, kind: 'function' as const, arguments: '{"input":"*** Begin\\n\\"x\\""}' }
    expect(request.turns).toEqual([assistant(sent), user(resultOf('c1'))])

    const answer = answerOf(sent)
    expect(restoreToolsIn(answer, names).parts).toEqual([call])
    expect(collect([...eventsOf(answer)].flatMap(restoreTools(names))).parts).toEqual([call])
  })

  it.each([
    ['plain text', 'plain text'],
    ['"quoted"', 'quoted'],
    ['{"other":1}', '{"other":1}'],
  ])('takes a free-form call for what it says: %s', (said, text) => {
    const custom: Tool = { kind: 'custom', name: 'x', namespace: null, description: null, format: null }
    const { names } = fitTools(requestOf([], { tools: [custom] }), NARROW)
    expect(restoreToolsIn(answerOf(callOf('1', { name: 'x', arguments: said })), names).parts).toEqual([
      callOf('1', { name: 'x', kind: 'custom', arguments: text }),
    ])
  })

  it('shortens the id of a call and of its result alike', () => {
    const id = 'x'.repeat(200)
    const { request } = fitTools(requestOf([assistant(callOf(id)), user(resultOf(id))]), NARROW)
    const [call, result] = request.turns.flatMap(({ parts }) => parts)
    expect(call).toMatchObject({ id: expect.stringMatching(/^[\w-]{1,40}$/) as string })
    expect(result).toMatchObject({ callId: call?.type === 'tool_call' ? call.id : 'none' })
  })

  it('gives every tool a name of its own that fits, and every call the name of its tool', () => {
    const name = fc.oneof(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.constantFrom('a b', 'a.b', 'a_b', 'same_but_for_the_end_1', 'same_but_for_the_end_2'),
    )
    const space = fc.constantFrom(null, 'mcp', 'mcp__files')
    const tools = fc.uniqueArray(fc.record({ name, namespace: space }), {
      selector: (made) => `${made.namespace ?? ''}\u0000${made.name}`,
      maxLength: 12,
    })
    fc.assert(
      fc.property(tools, (made) => {
        const calls = made.map((fields, at) => callOf(String(at), fields))
        const { request, names } = fitTools(
          requestOf([assistant(...calls)], { tools: made.map((fields) => tool(fields.name, fields)) }),
          NARROW,
        )
        const sent = request.tools.map((fitted) => fitted.name)
        expect(new Set(sent).size).toBe(made.length)
        for (const each of sent) expect(each).toMatch(/^[\w-]{1,20}$/)
        const called = request.turns.flatMap(({ parts }) => parts)
        expect(called.map((part) => (part.type === 'tool_call' ? part.name : null))).toEqual(sent)
        expect(restoreToolsIn(answerOf(...called), names).parts).toEqual(calls)
      }),
    )
  })
})
