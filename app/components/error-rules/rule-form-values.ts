import { DIALECTS } from '#app/lib/dialects'
import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { ErrorRuleCreateInput, ErrorRuleView } from '#server/trpc/schemas/error-rule'
import { attemptOf, ATTEMPTS } from './attempt-of'

const MAX_PRIORITY = 100_000

export const NEW_RULE: FormValues = { enabled: 'on', priority: '100', attempt: 'switch', breaker: 'on' }

export function ruleFormValues(rule: ErrorRuleView): FormValues {
  const { name, priority, enabled, breaker, override, conditions } = rule
  const values: FormValues = {
    name,
    priority: String(priority),
    attempt: attemptOf(rule),
    'conditions.statuses': conditions.statuses.join(', '),
    'conditions.errorTypes': conditions.errorTypes.join(', '),
    'conditions.bodyPattern': conditions.bodyPattern ?? '',
    'override.status': override ? String(override.status) : '',
    'override.message': override?.message ?? '',
  }
  if (enabled) values.enabled = 'on'
  if (breaker) values.breaker = 'on'
  for (const dialect of conditions.dialects) values[`dialect.${dialect}`] = 'on'
  return values
}

/** What every rule has, also a built-in one. */
export function readRuleEffects(form: FormReader) {
  const attempt = form.choice('attempt', ATTEMPTS, 'switch')
  return {
    priority: form.requiredInteger('priority', { min: -MAX_PRIORITY, max: MAX_PRIORITY }),
    enabled: form.checked('enabled'),
    retry: attempt !== 'none',
    switchProvider: attempt === 'switch',
    breaker: form.checked('breaker'),
    override: readOverride(form),
  }
}

export function readRuleForm(form: FormReader): ErrorRuleCreateInput {
  const conditions = {
    statuses: form.list('conditions.statuses'),
    errorTypes: form.list('conditions.errorTypes'),
    bodyPattern: form.text('conditions.bodyPattern', { maxLength: 1000 }) || null,
    dialects: DIALECTS.filter((dialect) => form.checked(`dialect.${dialect}`)),
  }
  const { statuses, errorTypes, bodyPattern } = conditions
  if (statuses.length === 0 && errorTypes.length === 0 && bodyPattern === null)
    form.reject('conditions.statuses', { key: 'problem.ruleConditions' })
  return { name: form.text('name', { required: true, maxLength: 100 }), conditions, ...readRuleEffects(form) }
}

/** Both fields or neither. */
function readOverride(form: FormReader): ErrorRuleView['override'] {
  const status = form.integer('override.status', { min: 400, max: 599 })
  const message = form.text('override.message', { maxLength: 1000 })
  if (status === null && message === '') return null
  if (status === null) form.reject('override.status', { key: 'problem.required' })
  if (message === '') form.reject('override.message', { key: 'problem.required' })
  return { status: status ?? 400, message }
}
