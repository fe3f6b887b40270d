import { DIALECTS } from '#app/lib/dialects'
import type { FormReader } from '#app/lib/form-reader'
import { parseZonedTime } from '#app/lib/zoned-time'
import type { SimulateInput } from '#server/trpc/schemas/routing'

/** An empty field says nothing, and neither does the protocol beside a path, which decides it.
 * @param timeZone of the reader, in which the time is given */
export function readSimulateForm(form: FormReader, timeZone: string): SimulateInput {
  const path = form.text('path')
  const local = form.text('at')
  const at = parseZonedTime(local, timeZone)
  if (local !== '' && at === null) form.reject('at', { key: 'problem.dateTime' })
  const input = {
    path,
    dialect: path === '' ? form.choice('dialect', DIALECTS, 'claude') : '',
    model: form.text('model', { maxLength: 500 }),
    keyId: form.text('keyId'),
    group: form.text('group', { maxLength: 64 }),
    sessionId: form.text('sessionId'),
    at: at?.toISOString() ?? '',
  }
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== ''))
}
