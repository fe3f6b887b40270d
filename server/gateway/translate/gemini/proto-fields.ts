import { isRecord } from '../ir/metering'
import { badField, isText } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'

/** The members of one object of a request. Google reads requests as protocol buffers: each name may be spelt in camel or
 * in snake case, null is absent, and a single value may stand for a list of one.
 * @see https://protobuf.dev/programming-guides/json/ */
export interface Fields {
  readonly place: string
  /** Any value; undefined when absent or null. */
  raw(name: string): unknown
  text(name: string): string | null
  number(name: string): number | null
  flag(name: string): boolean | null
  fields(name: string): Fields | null
  items(name: string): readonly Item[]
  texts(name: string): readonly string[]
  /** What nobody has asked for so far, as it was spelt. */
  rest(): Json
}

export interface Item {
  readonly value: unknown
  readonly place: string
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** @throws GatewayError bad_request when `value` is no object, and on reading a member of another type */
export function fieldsOf({ value, place }: Item): Fields {
  if (!isRecord(value)) throw badField(place || 'the body', 'an object')
  const rest = new Map(Object.entries(value))
  const at = (name: string): string => (place === '' ? name : `${place}.${name}`)

  const raw = (name: string): unknown => {
    const snake = snakeCase(name)
    const found = value[name] ?? value[snake] ?? undefined
    rest.delete(name)
    rest.delete(snake)
    return found
  }
  const read = <T>(name: string, is: (found: unknown) => found is T, expected: string): T | null => {
    const found = raw(name)
    if (found === undefined) return null
    if (!is(found)) throw badField(at(name), expected)
    return found
  }
  const items = (name: string): Item[] => {
    const found = raw(name)
    if (found === undefined) return []
    const list: unknown[] = Array.isArray(found) ? found : [found]
    return list.map((item, index) => ({ value: item, place: `${at(name)}.${index}` }))
  }
  return {
    place,
    raw,
    text: (name) => read(name, isText, 'a string'),
    number: (name) => read(name, isNumber, 'a number'),
    flag: (name) => read(name, isFlag, 'true or false'),
    fields: (name) => {
      const found = raw(name)
      return found === undefined ? null : fieldsOf({ value: found, place: at(name) })
    },
    items,
    texts: (name) =>
      items(name).map((item) => {
        if (isText(item.value)) return item.value
        throw badField(item.place, 'a string')
      }),
    rest: () => Object.fromEntries(rest),
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number'
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
