import type { ToolCallPart } from '../ir/parts'
import type { Fields } from '../ir/read-fields'

export const encodeCall = ({ id, name, kind, arguments: input, extras }: ToolCallPart): Fields => ({
  id,
  ...(kind === 'custom'
    ? { type: 'custom', custom: { name, input } }
    : { type: 'function', function: { name, arguments: input === '' ? '{}' : input } }),
  ...extras?.['openai-chat'],
})
