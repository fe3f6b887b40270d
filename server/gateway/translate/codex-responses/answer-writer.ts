import type { ClientContext } from '../ir/codec'
import type { IrError } from '../ir/error'
import type { Extras, Part } from '../ir/parts'
import { textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { Finish, IrEvent } from '../ir/response'
import type { Usage } from '#server/domain/usage'
import { encodeErrorCode } from './encode-failure'
import { encodeResponsesUsage } from './encode-usage'
import { encodeFinish } from './finish-reasons'
import { openOutput } from './output-items'
import type { Emit, OpenOutput } from './output-items'
import { idStem, repeatedTools, responseObject } from './response-object'
import type { ResponseHead } from './response-object'
import { readOwn } from './own-extras'

/** An answer that is being written: stream and non-stream alike are made of the same events. */
interface WriterState {
  head: ResponseHead
  started: boolean
  ended: boolean
  readonly output: Fields[]
  open: OpenOutput | null
  finish: Finish | null
  usage: Usage | null
  refused: boolean
  /** Of a character, until its other half comes. */
  half: string
  response: Fields
}

export interface AnswerWriter {
  take(event: IrEvent): void
  /** The response object as the last event of it said. */
  response(): Fields
}

/** @param emit gets each event of the stream; its number and its framing are the caller's */
export function createAnswerWriter(context: ClientContext, emit: Emit): AnswerWriter {
  const state: WriterState = {
    head: { id: null, model: null, extras: undefined },
    started: false,
    ended: false,
    output: [],
    open: null,
    finish: null,
    usage: null,
    refused: false,
    half: '',
    response: {},
  }
  return {
    take: (event) => {
      if (!state.ended) takeEvent(state, event, context, emit)
    },
    response: () => state.response,
  }
}

function takeEvent(state: WriterState, event: IrEvent, context: ClientContext, emit: Emit): void {
  switch (event.type) {
    case 'start':
      state.head = { id: event.id, model: event.model, extras: event.extras }
      begin(state, context, emit)
      break
    case 'usage':
      state.usage = event.usage
      break
    case 'finish':
      state.finish = event.finish
      break
    case 'ping':
      break
    case 'end':
      begin(state, context, emit)
      end(state, context, emit, event.extras)
      break
    case 'error':
      begin(state, context, emit)
      fail(state, context, emit, event.error)
      break
    default:
      begin(state, context, emit)
      takePart(state, event, context, emit)
  }
}

function begin(state: WriterState, context: ClientContext, emit: Emit): void {
  if (state.started) return
  state.started = true
  const response = { ...responseObject(state.head, context, {}), ...openingMembers(state.head) }
  emit('response.created', { response })
  emit('response.in_progress', { response })
}

/** Of what an upstream of this dialect says at the beginning, only what is short. */
function openingMembers({ extras }: ResponseHead): Fields {
  const { created_at: createdAt } = readOwn(extras)
  return typeof createdAt === 'number' ? { created_at: createdAt } : {}
}

type PartEvent = Extract<IrEvent, { index: number }>

function takePart(state: WriterState, event: PartEvent, context: ClientContext, emit: Emit): void {
  switch (event.type) {
    case 'part-start':
      startPart(state, event.part, context, emit)
      break
    case 'text':
    case 'arguments':
      growOpen(state, event.text)
      break
    case 'citation':
      state.open?.cite(event.citation)
      break
    case 'signature':
      state.open?.sign(event.signature)
      break
    case 'part-end':
      endHalf(state)
      state.open?.endPart()
      // A message may get another part; whoever waits for a call is not to wait longer.
      if (state.open?.takesParts === false) closeOpen(state, false)
  }
}

function growOpen(state: WriterState, text: string): void {
  const { whole, half } = withoutHalf(state.half + text)
  state.half = half
  if (whole !== '') state.open?.grow(whole)
}

/** What has waited in vain was half a character from the beginning. */
function endHalf(state: WriterState): void {
  if (state.half !== '') state.open?.grow(state.half)
  state.half = ''
}

/** A character may come in two halves. Alone, a half is none: clients that are no JavaScript fall over it. */
function withoutHalf(text: string): { whole: string; half: string } {
  const last = text.charCodeAt(text.length - 1)
  const at = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length
  return { whole: text.slice(0, at), half: text.slice(at) }
}

function startPart(state: WriterState, part: Part, context: ClientContext, emit: Emit): void {
  if (part.type === 'refusal') state.refused = true
  const own = readOwn('extras' in part ? part.extras : undefined)
  if (own.joins === true && state.open?.takesParts === true) {
    state.open.addPart(part)
    return
  }
  closeOpen(state, false)
  state.open = openOutput(part, idStem(context), state.output.length, emit)
}

function closeOpen(state: WriterState, cut: boolean): void {
  endHalf(state)
  const item = state.open?.done(cut)
  if (item) state.output.push(item)
  state.open = null
}

function end(state: WriterState, context: ClientContext, emit: Emit, extras: Extras | undefined): void {
  state.ended = true
  const own = readOwn(extras ?? state.head.extras)
  const { status, reason } = encodeFinish(state.finish, state.refused)
  closeOpen(state, status === 'incomplete')
  state.response = {
    ...responseObject(state.head, context, own),
    ...repeatedTools(context.request, own),
    status: state.finish === null ? (textOf(own.status) ?? status) : status,
    incomplete_details: reason === null ? null : { reason },
    ...(status === 'failed' && { error: { code: 'server_error', message: FAULT } }),
    output: state.output,
    usage: state.usage && encodeResponsesUsage(state.usage),
  }
  emit(`response.${status}`, { response: state.response })
}

const FAULT = 'The model failed to give an answer that could be used.'

/** What was said stays said; the client takes none of it for a whole answer. */
function fail(state: WriterState, context: ClientContext, emit: Emit, error: IrError): void {
  state.ended = true
  state.response = {
    ...responseObject(state.head, context, {}),
    ...openingMembers(state.head),
    status: 'failed',
    error: { code: failureCode(error), message: error.message },
    output: state.output,
    usage: state.usage && encodeResponsesUsage(state.usage),
  }
  emit('response.failed', { response: state.response })
}

/** Codex tries again for whatever code it does not know, and there is one that tells it that the request is at fault. */
const failureCode = (error: IrError): string =>
  error.kind === 'invalid_request' ? 'invalid_prompt' : (encodeErrorCode(error) ?? 'server_error')
