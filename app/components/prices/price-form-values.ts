import { findJsonError } from '#app/lib/find-json-error'
import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import { parseZonedTime } from '#app/lib/zoned-time'
import type { PriceOverrideInput, PricesView, RateSetView } from '#server/trpc/schemas/price'

export const RATES = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'reasoning'] as const
type Rate = (typeof RATES)[number]
export const REQUIRED_RATES: readonly Rate[] = ['input', 'output']

/** Names of the fields, by which the server's words find them. */
export const rateField = (rate: Rate): string => `prices.rates.${rate}`
export const MORE_FIELD = 'more'

/** @param prices in force, to begin with */
export function priceFormValues(model: string, prices: PricesView | undefined): FormValues {
  const values: FormValues = { model, [MORE_FIELD]: moreOf(prices) }
  for (const rate of RATES) values[rateField(rate)] = prices?.rates[rate] ?? ''
  return values
}

/** Service tiers and long prompts, as the admin API takes them; empty where there are none. */
function moreOf(prices: PricesView | undefined): string {
  const { tiers = {}, long = [] } = prices ?? {}
  if (Object.keys(tiers).length === 0 && long.length === 0) return ''
  return JSON.stringify({ tiers, long }, null, 2)
}

/** @param timeZone of the reader, in which the time is given */
export function readPriceForm(form: FormReader, timeZone: string): PriceOverrideInput {
  const local = form.text('validFrom')
  const validFrom = parseZonedTime(local, timeZone)
  if (local !== '' && validFrom === null) form.reject('validFrom', { key: 'problem.dateTime' })
  const input = {
    model: form.text('model', { required: true, maxLength: 200 }),
    prices: { ...readMore(form), rates: readRates(form) },
  }
  return validFrom ? { ...input, validFrom: validFrom.toISOString() } : input
}

function readRates(form: FormReader): PriceOverrideInput['prices']['rates'] {
  const told: Partial<RateSetView> = {}
  for (const rate of RATES) {
    const name = rateField(rate)
    const value = form.text(name)
    if (value === '' && REQUIRED_RATES.includes(rate)) form.reject(name, { key: 'problem.required' })
    if (value !== '' && !/^\d{1,7}(\.\d{1,6})?$/.test(value)) form.reject(name, { key: 'problem.price' })
    if (value !== '') told[rate] = value
  }
  const { input = '', output = '', ...rest } = told
  return { ...rest, input, output }
}

/** The server looks at what is in it. */
function readMore(form: FormReader): Pick<PriceOverrideInput['prices'], 'tiers' | 'long'> {
  const text = form.text(MORE_FIELD, { maxLength: 20_000 })
  if (text === '') return {}
  try {
    const more: unknown = JSON.parse(text)
    if (typeof more === 'object' && more !== null && !Array.isArray(more)) return more
    form.reject(MORE_FIELD, { key: 'problem.jsonObject' })
  } catch {
    const { line, column } = findJsonError(text) ?? { line: 1, column: 1 }
    form.reject(MORE_FIELD, { key: 'problem.json', values: { line, column } })
  }
  return {}
}
