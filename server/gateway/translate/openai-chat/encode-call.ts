import type { ToolCallPart } from '../ir/parts'
import type { Fields } from './read-fields'

export const encodeCall = ({ id, name, kind, arguments: input }: ToolCallPart): Fields =>
  kind === 'custom'
    ? { id, type: 'custom', custom: { name, input } }
    : { id, type: 'function', function: { name, arguments: input === '' ? '{}' : input } }
