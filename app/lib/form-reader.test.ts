import { describe, expect, it } from 'vitest'
import { createFormReader } from './form-reader'

function readerOf(fields: Record<string, string>, secrets?: string[]) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return createFormReader(form, secrets)
}

describe('form reader', () => {
  it('reads well-formed fields and reports nothing', () => {
    const form = readerOf({
      name: ' Team ',
      rpm: '60',
      usd: '12.5',
      url: 'https://api.example.com',
      until: '2026-02-28',
      tags: 'a, b\nb,',
      on: 'on',
      mode: 'rolling',
    })
    expect(form.text('name', { required: true })).toBe('Team')
    expect(form.integer('rpm', { min: 1, max: 100 })).toBe(60)
    expect(form.decimal('usd')).toBe('12.5')
    expect(form.url('url')).toBe('https://api.example.com')
    expect(form.endOfDay('until')).toBe('2026-02-28T23:59:59.999Z')
    expect(form.list('tags')).toEqual(['a', 'b'])
    expect(form.checked('on')).toBe(true)
    expect(form.checked('off')).toBe(false)
    expect(form.choice('mode', ['fixed', 'rolling'], 'fixed')).toBe('rolling')
    expect(form.problems).toEqual({})
  })

  it('tells every bad field at once', () => {
    const form = readerOf({ name: '', rpm: '1.5', usd: '-1', url: 'ftp://x', until: '2026-13-40' })
    form.text('name', { required: true })
    form.integer('rpm', { min: 1, max: 100 })
    form.decimal('usd')
    form.url('url')
    form.endOfDay('until')
    expect(Object.keys(form.problems)).toEqual(['name', 'rpm', 'usd', 'url', 'until'])
  })

  it('takes an empty optional field for null', () => {
    const form = readerOf({ rpm: ' ' })
    expect(form.integer('rpm', { min: 1, max: 9 })).toBeNull()
    expect(form.decimal('usd')).toBeNull()
    expect(form.endOfDay('until')).toBeNull()
    expect(form.problems).toEqual({})
  })

  it('never sends a secret back', () => {
    expect(readerOf({ name: 'a', apiKey: 'sk-secret' }, ['apiKey']).values).toEqual({ name: 'a' })
  })
})
