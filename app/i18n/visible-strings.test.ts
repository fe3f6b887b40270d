import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const app = fileURLToPath(new URL('..', import.meta.url))
/** Attributes and props whose text a person sees or hears. */
const SPOKEN = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'caption',
  'confirmLabel',
  'description',
  'hint',
  'label',
  'placeholder',
  'submitLabel',
  'summary',
  'text',
  'title',
])
/** Two letters in a row, in any script; signs, arrows and single units are not language. */
const WORDS = /\p{L}{2}/u
/** Names of files, shown as they are in every language. */
const FILE_NAME = /^[\w~./-]+\.\w+$/

/** Texts of a TSX source that stand in the code instead of public/locales. */
function visibleStrings(fileName: string, source: string): string[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const report = (node: ts.LiteralLikeNode) => {
    const { text } = node
    if (!WORDS.test(text) || FILE_NAME.test(text)) return
    const { line } = file.getLineAndCharacterOfPosition(node.getStart())
    found.push(`${fileName}:${line + 1} ${JSON.stringify(text.trim())}`)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) report(node)
    else if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()))
      literalsOf(node.initializer).forEach(report)
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) literalsOf(node).forEach(report)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The literals that an expression may come to: through conditions and templates, not through calls such as `t('…')`. */
function literalsOf(node: ts.Node | undefined): ts.LiteralLikeNode[] {
  if (!node) return []
  if (ts.isStringLiteralLike(node)) return [node]
  if (ts.isJsxExpression(node)) return literalsOf(node.expression)
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression)
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)]
  if (ts.isBinaryExpression(node)) return literalsOf(node.right)
  if (ts.isTemplateExpression(node))
    return [
      node.head,
      ...node.templateSpans.flatMap((span) => [span.literal, ...literalsOf(span.expression)]),
    ]
  return []
}

describe('texts that a person sees', () => {
  it('are found by the check', () => {
    const source = `const a = <p title="Some title" className="text-sm" aria-label={b ? 'One' : \`Two \${c}\`}>Hello {d && 'World'} {t('key.of')}·</p>`
    expect(visibleStrings('sample.tsx', source).map((found) => found.replace(/^\S+ /, ''))).toEqual([
      '"Some title"',
      '"One"',
      '"Two"',
      '"Hello"',
      '"World"',
    ])
  })

  it('stand in public/locales, never in the code', () => {
    const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.tsx'),
    )
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap((file) => visibleStrings(file, readFileSync(`${app}/${file}`, 'utf8')))).toEqual([])
  })
})
