import { isRecord } from '../ir/metering'
import { isText } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'

/** Puts together arguments that come in pieces, each a JSON path and a value; texts may come in several pieces.
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc */
export function createPartialArguments() {
  const root: Json = {}
  /** The path of the text that is still growing. */
  let growing: string | null = null

  function place(piece: Json): void {
    const { jsonPath } = piece
    if (!isText(jsonPath)) return
    const value = valueOf(piece)
    if (value === undefined) return
    setAt(root, stepsOf(jsonPath), value, growing === jsonPath)
    growing = piece.willContinue === true ? jsonPath : null
  }
  return {
    /** @param call the members of one `functionCall` */
    add(call: Json): void {
      if (isRecord(call.args)) Object.assign(root, call.args)
      else if (call.args !== undefined && call.args !== null) root._raw = call.args
      if (Array.isArray(call.partialArgs))
        for (const piece of call.partialArgs) if (isRecord(piece)) place(piece)
    },
    json: (): string => JSON.stringify(root),
  }
}

function valueOf({ stringValue, numberValue, boolValue, nullValue }: Json): unknown {
  return stringValue ?? numberValue ?? boolValue ?? (nullValue === undefined ? undefined : null)
}

const STEP = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/g
/** @see https://www.rfc-editor.org/rfc/rfc9535 normalized paths and the dotted shorthand */
function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(STEP)].map(([, dotted, index, single, double]) =>
    index === undefined ? (dotted ?? single ?? double ?? '').replace(/\\(.)/g, '$1') : Number(index),
  )
}

/** An index so far past the end is no next item; arrays must not grow by what a path claims. */
const MAX_GAP = 16

function setAt(root: Json, steps: readonly (string | number)[], value: unknown, grow: boolean): void {
  let at: unknown = root
  for (const [depth, step] of steps.entries()) {
    const next = steps[depth + 1]
    const old = member(at, step)
    if (next === undefined) put(at, step, grow && isText(old) && isText(value) ? old + value : value)
    else {
      const inner: unknown = isRecord(old) || Array.isArray(old) ? old : typeof next === 'number' ? [] : {}
      put(at, step, inner)
      at = inner
    }
  }
}

function member(holder: unknown, step: string | number): unknown {
  if (Array.isArray(holder)) return typeof step === 'number' ? holder[step] : undefined
  return isRecord(holder) && Object.hasOwn(holder, step) ? holder[step] : undefined
}

function put(holder: unknown, step: string | number, value: unknown): void {
  if (Array.isArray(holder)) {
    if (typeof step === 'number' && step <= holder.length + MAX_GAP) holder[step] = value
  } else if (isRecord(holder) && step !== '__proto__') holder[step] = value
}
