import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const app = fileURLToPath(new URL('..', import.meta.url))

/** Tailwind's classes that name a side of the screen; the logical ones (ms-, pe-, start-, text-end, border-s …) follow the
 * direction of the text. */
const PHYSICAL_CLASS = new RegExp(
  `^-?(?:${[
    '(?:scroll-)?[mp][lr]-.+',
    '(?:left|right)-.+',
    '(?:text|float|clear|bg|object)-(?:left|right)(?:-.+)?',
    'border-[lr](?:-.+)?',
    'rounded-(?:[lr]|[tb][lr])(?:-.+)?',
    '(?:space|divide)-x(?:-.+)?',
    'origin-(?:.+-)?(?:left|right)',
    'bg-gradient-to-[tb]?[lr]',
    'slide-(?:in|out)-.*(?:left|right).*',
  ].join('|')})$`,
)
/** Tailwind knows no logical translation: one along x needs its mirror image in the same list. */
const SHIFT = /^-?translate-x-/
/** Declarations that name a side of the screen. Positions of backgrounds have no logical form; see their [dir] rule. */
const PHYSICAL_DECLARATION =
  /(?:^|[\s;{])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\S*|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b/
/** Icons that point along the line of text, and have to point the other way in the other direction. */
const POINTING_ICONS = /^(?:Arrow|Chevron|Chevrons)(?:Left|Right)$|^LogOut$|^LogIn$|^Undo2?$|^Redo2?$/

const filesOf = (ending: string) =>
  readdirSync(app, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith(ending) && !file.includes('.test.'),
  )

/** What stands on a side of the screen in a TSX source: classes, and pointing icons that do not turn. */
function findPhysical(fileName: string, source: string): string[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push(...physicalClasses(node.text).map((name) => `${fileName} ${name}`))
    if (ts.isJsxSelfClosingElement(node) && POINTING_ICONS.test(node.tagName.getText()))
      if (!node.attributes.getText().includes('rtl:')) found.push(`${fileName} <${node.tagName.getText()}>`)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function physicalClasses(text: string): string[] {
  const names = text.split(/\s+/)
  const mirrored = names.some((name) => /(?:^|:)rtl:.*translate-x-/.test(name))
  return names.filter((name) => {
    const plain = name.replace(/^(?:[^\s:[\]]+(?:\[[^\]]*\])?:|\[[^\]]*\]:)+/, '')
    return PHYSICAL_CLASS.test(plain) || (SHIFT.test(plain) && !mirrored)
  })
}

describe('both directions of text', () => {
  it('are minded by the check', () => {
    const source = `
      const a = 'flex -ml-2 lg:pr-4 ms-2 inset-x-0 hover:[&>svg]:left-1 text-start'
      const b = open ? \`text-right \${a} rounded-tl\` : 'translate-x-2 rtl:-translate-x-2'
      const c = <p className="translate-x-1"><ArrowRight /><ArrowRight className="rtl:rotate-180" /></p>`
    expect(findPhysical('sample.tsx', source).map((found) => found.replace('sample.tsx ', ''))).toEqual([
      '-ml-2',
      'lg:pr-4',
      'hover:[&>svg]:left-1',
      'text-right',
      'rounded-tl',
      'translate-x-1',
      '<ArrowRight>',
    ])
  })

  it('have no side of the screen in the components', () => {
    const files = [...filesOf('.tsx'), ...filesOf('.ts')]
    expect(files.length).toBeGreaterThan(100)
    expect(files.flatMap((file) => findPhysical(file, readFileSync(`${app}/${file}`, 'utf8')))).toEqual([])
  })

  it('have no side of the screen in the style sheets', () => {
    expect('.a { padding-left: 1px }').toMatch(PHYSICAL_DECLARATION)
    expect('.a { padding-inline: 1px; text-align: start }').not.toMatch(PHYSICAL_DECLARATION)
    for (const file of filesOf('.css'))
      expect(readFileSync(`${app}/${file}`, 'utf8'), file).not.toMatch(PHYSICAL_DECLARATION)
  })
})
