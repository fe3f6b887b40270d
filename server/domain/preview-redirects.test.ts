import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redirectModel } from './model-redirects'
import { findShadowed, previewRedirects } from './preview-redirects'
import { REDIRECT_MATCHES } from './provider'
import type { ModelRedirect } from './provider'

const rule = (match: ModelRedirect['match'], from: string, to = 'x'): ModelRedirect => ({ match, from, to })

describe('previewRedirects', () => {
  const same = rule('exact', 'same')
  const old = rule('exact', 'changed', 'old')
  const gone = rule('prefix', 'gone')
  const next = rule('exact', 'changed', 'new')
  const fresh = rule('exact', 'fresh')
  const current = [old, gone, same]
  const imported = [fresh, same, next]

  it('appends: updates rules where they stand, adds the others at the end, removes none', () => {
    expect(previewRedirects(current, imported, 'append')).toEqual({
      result: [next, gone, same, fresh],
      added: [fresh],
      changed: [{ before: old, after: next }],
      removed: [],
      unchanged: [gone, same],
      shadowed: [],
    })
  })

  it('replaces: the imported rules are all there is', () => {
    expect(previewRedirects(current, imported, 'replace')).toEqual({
      result: imported,
      added: [fresh],
      changed: [{ before: old, after: next }],
      removed: [gone],
      unchanged: [same],
      shadowed: [],
    })
  })

  it('tells which rules of the result can never match', () => {
    const { shadowed } = previewRedirects([rule('contains', 'o')], [fresh, rule('exact', 'opus')], 'append')
    expect(shadowed).toEqual([{ rule: rule('exact', 'opus'), by: rule('contains', 'o') }])
  })
})

describe('findShadowed', () => {
  it.each<[ModelRedirect, ModelRedirect, boolean]>([
    [rule('exact', 'a'), rule('exact', 'a'), true],
    [rule('exact', 'a'), rule('prefix', 'a'), false],
    [rule('prefix', 'a'), rule('exact', 'ab'), true],
    [rule('prefix', 'a'), rule('prefix', 'ab'), true],
    [rule('prefix', 'ab'), rule('prefix', 'a'), false],
    [rule('prefix', 'a'), rule('suffix', 'ab'), false],
    [rule('prefix', 'a'), rule('contains', 'ab'), false],
    [rule('suffix', 'b'), rule('suffix', 'ab'), true],
    [rule('suffix', 'b'), rule('exact', 'ab'), true],
    [rule('contains', 'b'), rule('exact', 'abc'), true],
    [rule('contains', 'b'), rule('prefix', 'ab'), true],
    [rule('contains', 'b'), rule('suffix', 'ab'), true],
    [rule('contains', 'b'), rule('contains', 'ab'), true],
    [rule('contains', 'b'), rule('pattern', 'ab'), false],
    [rule('pattern', '^a.*'), rule('exact', 'ab'), true],
    [rule('pattern', '^a.*'), rule('prefix', 'ab'), false],
    [rule('pattern', 'a'), rule('pattern', 'a'), true],
  ])('%j hides %j: %s', (earlier, later, hidden) => {
    expect(findShadowed([earlier, later])).toEqual(hidden ? [{ rule: later, by: earlier }] : [])
  })

  it('never names a rule that decides for some model', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 })
    const rules = fc.array(fc.record({ match: fc.constantFrom(...REDIRECT_MATCHES), from: text }), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(
        rules,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 }),
        (list, model) => {
          const named = list.map((each, at) => ({ ...each, to: `rule ${String(at)}` }))
          const hidden = findShadowed(named).map((each) => each.rule.to)
          expect(hidden).not.toContain(redirectModel(named, model))
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
