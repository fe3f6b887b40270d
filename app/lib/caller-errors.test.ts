import { expect, it } from 'vitest'
import { refusedState } from './caller-errors.server'
import { createFormReader } from './form-reader'

function refusal(code: string, message: string, issues?: object[]): Error {
  const cause = issues && Object.assign(new Error(message), { issues })
  return Object.assign(new Error(message, { cause }), { name: 'TRPCError', code })
}

function formOf(values: Record<string, string>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) form.set(name, value)
  return createFormReader(form)
}

it('says a rule that has a name by its key, at the field', () => {
  const error = refusal('CONFLICT', 'name: another one has the same name', [
    { path: 'name', message: 'another one has the same name', rule: { code: 'nameTaken' } },
    { path: 'tags.0', message: 'must have …', rule: { code: 'tooLong', values: { max: 64 } } },
  ])
  expect(refusedState(error, formOf({ name: 'Ada', tags: 'x' }))).toEqual({
    values: { name: 'Ada', tags: 'x' },
    problems: {
      name: { key: 'problem.rule.nameTaken', values: {} },
      tags: { key: 'problem.rule.tooLong', values: { max: 64 } },
    },
    problem: undefined,
  })
})

it('keeps the server’s words where a rule has no name, and names what is no field of the form', () => {
  const error = refusal('BAD_REQUEST', '…', [
    { path: 'url', message: 'must be a public address' },
    { path: 'secret', message: 'is required' },
  ])
  expect(refusedState(error, formOf({ url: 'x' }))).toMatchObject({
    problems: { url: { text: 'Must be a public address.' } },
    problem: { text: 'Secret: is required.' },
  })
})

it('says a rule of no field by its key too', () => {
  const error = refusal('CONFLICT', '…', [
    { path: '', message: 'This key was replaced before.', rule: { code: 'keyReplaced' } },
  ])
  expect(refusedState(error, formOf({})).problem).toEqual({ key: 'problem.rule.keyReplaced', values: {} })
})

it('shows the message of a refusal without issues', () => {
  expect(refusedState(refusal('CONFLICT', 'it was sent already'), formOf({})).problem).toEqual({
    text: 'It was sent already.',
  })
})

it('leaves what is not the reader’s fault to the boundary', () => {
  const error = refusal('INTERNAL_SERVER_ERROR', 'The hub could not do this; its log says why.')
  expect(() => refusedState(error, formOf({}))).toThrow(error)
})
