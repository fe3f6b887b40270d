import { EMPTY_REQUEST } from '../ir/request'
import type { IrRequest } from '../ir/request'
import { claudeCodec } from './codec'

/** For tests: a request that says nothing. */
export const EMPTY: IrRequest = {
  ...EMPTY_REQUEST,
  model: 'gpt-5',
  turns: [{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
}

export function encode(change: Partial<IrRequest>, model = 'claude-sonnet-4-5') {
  const warnings: string[] = []
  const body = claudeCodec.encodeRequest(
    { ...EMPTY, ...change },
    { providerType: 'claude', model, warn: (code) => warnings.push(code) },
  )
  return { body, warnings }
}

export const TOOL = {
  kind: 'function' as const,
  name: 'f',
  namespace: null,
  description: 'does it',
  parameters: { type: 'object', properties: {} },
  strict: null,
}
export const on = (change: Partial<NonNullable<IrRequest['reasoning']>>) => ({
  mode: 'on' as const,
  effort: null,
  budget: null,
  visible: null,
  ...change,
})
