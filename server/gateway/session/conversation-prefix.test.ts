import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanBody } from '../ingress/scan-body'
import { conversationPrefix } from './conversation-prefix'

const of = (body: unknown) => conversationPrefix(scanBody(Buffer.from(JSON.stringify(body))))
const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })

describe('conversationPrefix', () => {
  it('is the same for every request of a conversation', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.jsonValue(),
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        (system, first, later) => {
          const begin = of({ model: 'm', system, messages: [user(first)] })
          const turns = later.map((content, i) => (i % 2 === 0 ? assistant(content) : user(content)))
          const more = of({ stream: true, messages: [user(first), ...turns], system, max_tokens: 5 })
          expect(more?.id).toBe(begin?.id)
          expect(begin?.continues).toBe(false)
          expect(more?.continues).toBe(turns.length > 0)
        },
      ),
    )
  })

  it.each([
    ['another first turn', { system: 's', messages: [user('b')] }],
    ['other instructions', { system: 't', messages: [user('a')] }],
    ['no instructions', { messages: [user('a')] }],
  ])('is another one for %s', (_, body) => {
    expect(of(body)?.id).not.toBe(of({ system: 's', messages: [user('a')] })?.id)
  })

  it('looks past a system message to the first turn', () => {
    const system = { role: 'system', content: 'You are a tool, "role": one' }
    const [a, b] = ['a', 'b'].map((text) => of({ messages: [system, user(text)] }))
    expect(a?.id).not.toBe(b?.id)
    expect(a?.continues).toBe(false)
    expect(of({ messages: [system, user('a'), assistant('x')] })).toEqual({ ...a, continues: true })
  })

  it('looks at the beginning of a long first turn only, and takes it that such a conversation goes on', () => {
    const long = '\\" and so on, '.repeat(5_000)
    const begin = of({ messages: [user(long)] })
    expect(begin).toEqual(of({ messages: [user(`${long} another end`)] }))
    expect(begin).toEqual(of({ messages: [user(long), assistant('x')] }))
    expect(begin?.continues).toBe(true)
  })

  it('knows the other protocols’ turns', () => {
    expect(of({ instructions: 'i', input: 'text' })).toMatchObject({ continues: false })
    expect(of({ instructions: 'i', input: [user('a'), assistant('b')] })).toMatchObject({ continues: true })
    expect(of({ contents: [{ role: 'user', parts: [{ text: 'a' }] }] })).toMatchObject({ continues: false })
  })

  it.each([{}, { messages: [] }, { model: 'm', prompt: 'x' }])('finds nothing in %j', (body) => {
    expect(of(body)).toBeNull()
  })
})
