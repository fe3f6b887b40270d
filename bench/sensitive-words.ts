import { performance } from 'node:perf_hooks'
import { compileWords } from '#server/domain/sensitive-words'
import type { WordRule } from '#server/domain/sensitive-words'
import { findWords } from '#server/gateway/guards/sensitive-words'
import { scanBody } from '#server/gateway/ingress/scan-body'

/** NFR-006: what the content rules add to a request, parse included. The bound is 5 ms for 400 KB and 1,000 rules. Run it with
 * `npx tsx bench/sensitive-words.ts`. */

const ROUNDS = 60
const WORDS =
  'the quick code import return const value secret secrets project password function of and { } =>'.split(' ')
const CHINESE = '请帮我检查这段代码是否有问题并且写出测试用例谢谢'

const rule = (pattern: string, match: WordRule['match'] = 'contains'): WordRule => ({
  id: pattern,
  pattern,
  match,
  caseSensitive: false,
})

/** Words that begin like the text's own, so that the automaton has something to do. */
const literals = (count: number): WordRule[] =>
  Array.from({ length: count }, (_, i) =>
    rule(`${WORDS[i % 12] ?? ''}${((i * 7_919) % 100_003).toString(36)}`, i % 3 ? 'contains' : 'exact'),
  )
const patterns = (count: number): WordRule[] =>
  Array.from({ length: count }, (_, i) => rule(`key${String(i)}-[a-z0-9]{8,20}`, 'regex'))

function bodyOf(kilobytes: number, piece: (i: number) => string): ReturnType<typeof scanBody> {
  const messages: { role: string; content: { type: string; text: string }[] }[] = []
  let size = 0
  for (let i = 0; size < kilobytes * 1_000; i += 500) {
    const text = Array.from({ length: 500 }, (_, j) => piece(i + j)).join(' ')
    size += Buffer.byteLength(text)
    messages.push({ role: i % 1_000 ? 'assistant' : 'user', content: [{ type: 'text', text }] })
  }
  return scanBody(Buffer.from(JSON.stringify({ model: 'm', messages })))
}

const english = (i: number): string => `${WORDS[(i * 31) % WORDS.length] ?? ''}${i % 20 === 0 ? '\n' : ''}`
const chinese = (i: number): string => CHINESE.slice(i % 7, 4 + (i % 20))
const accented = (i: number): string => `${english(i)}é—“`

function measure(name: string, rules: WordRule[], body: ReturnType<typeof scanBody>): void {
  const compiling = performance.now()
  const words = compileWords(rules)
  const compileMs = performance.now() - compiling
  const times = Array.from({ length: ROUNDS }, () => {
    const begin = performance.now()
    findWords(words, body)
    return performance.now() - begin
  }).sort((a, b) => a - b)
  const at = (share: number): string => (times[Math.floor(ROUNDS * share)] ?? 0).toFixed(2)
  console.log(
    `${name.padEnd(44)} p50 ${at(0.5)} ms   p95 ${at(0.95)} ms   compile ${compileMs.toFixed(0)} ms`,
  )
}

for (const kilobytes of [150, 400]) {
  const size = `${String(kilobytes)} KB`
  measure(`${size} English, 1,000 literals`, literals(1_000), bodyOf(kilobytes, english))
  measure(`${size} English, 10,000 literals`, literals(10_000), bodyOf(kilobytes, english))
  measure(
    `${size} English, 980 literals and 20 patterns`,
    [...literals(980), ...patterns(20)],
    bodyOf(kilobytes, english),
  )
  measure(`${size} Chinese, 1,000 literals`, literals(1_000), bodyOf(kilobytes, chinese))
  measure(`${size} accented, 1,000 literals`, literals(1_000), bodyOf(kilobytes, accented))
}
