import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { ClientRuleView } from '#server/trpc/schemas/client-version'

export const ACTIONS = ['warn', 'block'] as const

export const NEW_RULE: FormValues = { action: 'warn', enabled: 'on' }

export const ruleFormValues = ({ clientName, minVersion, action, enabled }: ClientRuleView): FormValues => ({
  clientName,
  minVersion,
  action,
  ...(enabled && { enabled: 'on' }),
})

export const readRuleForm = (form: FormReader) => ({
  clientName: form.text('clientName', { required: true, maxLength: 40 }),
  minVersion: form.text('minVersion', { required: true, maxLength: 64 }),
  action: form.choice('action', ACTIONS, 'warn'),
  enabled: form.checked('enabled'),
})
