import { breach } from '#server/domain/broken-rule'
import type { Breach, BrokenRule } from '#server/domain/broken-rule'
import type { Page } from '#server/domain/page'
import { compileWords, MAX_REGEX_RULES, wordRuleSchema } from '#server/domain/sensitive-words'
import type { WordRule } from '#server/domain/sensitive-words'
import type {
  AuditLogStore,
  PageRequest,
  SensitiveWord,
  SensitiveWordFields,
  SensitiveWordPatch,
  SensitiveWordStore,
} from '#server/stores/interfaces'
import { applyPatch } from './apply-patch'
import { issuesOf, ServiceError } from './service-error'
import type { FieldIssue } from './service-error'
import { WORD_TARGET } from './sensitive-word-audit'

/** One line of a pasted list, and what becomes of it. */
export interface WordImportLine {
  /** From 1. */
  line: number
  pattern: string
  status: 'new' | 'duplicate' | 'bad'
  /** Of a bad one. */
  problem: string | null
  /** Which rule that is, where it has a name. */
  rule?: BrokenRule | undefined
}

export interface WordImport {
  lines: WordImportLine[]
  /** Of those that are new. */
  added: number
}

export interface WordTestHit {
  word: SensitiveWord
  evasion: boolean
}

/** A request that was blocked. */
export interface BlockedEntry {
  id: string
  at: Date
  keyId: string
  requestId: string
  wordId: string | null
  evasion: boolean
}

type ImportOptions = Pick<SensitiveWordFields, 'match' | 'caseSensitive'>

/** FR-021. Every write refreshes this process's snapshot before it returns. */
export interface SensitiveWordService {
  list(filter: { search?: string | undefined }, page: PageRequest): Promise<Page<SensitiveWord>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<SensitiveWord>
  /** @throws ServiceError invalid, conflict */
  create(fields: SensitiveWordFields): Promise<SensitiveWord>
  /** @throws ServiceError not_found, invalid, conflict */
  update(id: string, patch: SensitiveWordPatch): Promise<SensitiveWord>
  /** @throws ServiceError not_found */
  remove(id: string): Promise<void>
  /** What a list would add, one word a line; blank lines do not count. Changes nothing. */
  previewImport(text: string, options: ImportOptions): Promise<WordImport>
  /** Add what is new of a list; what is a duplicate or bad is left out. */
  importLines(text: string, options: ImportOptions): Promise<WordImport>
  /** Enabled rules that a text breaks. Changes nothing, and keeps nothing. */
  test(text: string): Promise<WordTestHit[]>
  /** The newest first. */
  blocked(page: PageRequest): Promise<Page<BlockedEntry>>
}

/** A hundred bytes each, and read whenever the configuration changes. */
const MAX_WORDS = 20_000

export function createSensitiveWordService(options: {
  sensitiveWords: SensitiveWordStore
  auditLogs: Pick<AuditLogStore, 'list'>
  onConfigChanged: () => Promise<void>
}): SensitiveWordService {
  const { sensitiveWords, auditLogs, onConfigChanged } = options

  const get = async (id: string): Promise<SensitiveWord> => {
    const word = await sensitiveWords.get(id)
    if (!word) throw ServiceError.notFound('sensitive word', id)
    return word
  }
  const previewImport = async (text: string, how: ImportOptions): Promise<WordImport> => {
    const lines = readLines(text, how, await sensitiveWords.loadRules())
    return { lines, added: lines.filter(({ status }) => status === 'new').length }
  }

  return {
    list: (filter, page) => sensitiveWords.list(filter, page),
    get,
    async create(fields) {
      const checked = check(fields)
      requireRoom(checked, await sensitiveWords.loadRules())
      const [word] = await sensitiveWords.createMany([checked])
      if (!word) throw new Error('the word was not written')
      await onConfigChanged()
      return word
    },
    async update(id, { version, ...patch }) {
      const checked = check(applyPatch(fieldsOf(await get(id)), patch))
      const others = (await sensitiveWords.loadRules()).filter((rule) => rule.id !== id)
      requireRoom(checked, others)
      const word = await sensitiveWords.update(id, { ...checked, version })
      if (!word) throw ServiceError.notFound('sensitive word', id)
      await onConfigChanged()
      return word
    },
    async remove(id) {
      if (!(await sensitiveWords.remove(id))) throw ServiceError.notFound('sensitive word', id)
      await onConfigChanged()
    },
    previewImport,
    async importLines(text, how) {
      const result = await previewImport(text, how)
      const words = result.lines.flatMap(({ status, pattern }) =>
        status === 'new' ? [{ ...how, pattern, enabled: true, note: '' }] : [],
      )
      if (words.length > 0) {
        await sensitiveWords.createMany(words)
        await onConfigChanged()
      }
      return result
    },
    async test(text) {
      const rules = (await sensitiveWords.loadRules()).filter(({ enabled }) => enabled)
      const hits = compileWords(rules).findAll(text)
      return Promise.all(hits.map(async ({ rule, evasion }) => ({ word: await get(rule.id), evasion })))
    },
    async blocked(page) {
      const { items, nextCursor } = await auditLogs.list(
        { targetType: WORD_TARGET, action: 'request.blocked' },
        page,
      )
      return {
        items: items.map(({ id, at, actor, targetId, changes }) => ({
          ...{ id, at, wordId: targetId },
          keyId: actor.replace(/^key:/, ''),
          requestId: typeof changes.requestId === 'string' ? changes.requestId : '',
          evasion: changes.evasion === true,
        })),
        nextCursor,
      }
    },
  }
}

const fieldsOf = ({ pattern, match, caseSensitive, enabled, note }: SensitiveWord): SensitiveWordFields => ({
  ...{ pattern, match, caseSensitive, enabled, note },
})

/** @throws ServiceError invalid */
function check(fields: SensitiveWordFields): SensitiveWordFields {
  const parsed = wordRuleSchema.safeParse(fields)
  if (parsed.success) return { ...fields, ...parsed.data }
  throw ServiceError.invalid(issuesOf(parsed.error.issues))
}

type Known = Omit<WordRule, 'id'>

/** What makes two rules the same. */
const keyOf = ({ pattern, match, caseSensitive }: Known): string =>
  `${match} ${String(caseSensitive)} ${caseSensitive || match === 'regex' ? pattern : pattern.toLowerCase()}`

/** @throws ServiceError conflict, invalid */
function requireRoom(fields: Known, others: readonly Known[]): void {
  const key = keyOf(fields)
  if (others.some((other) => keyOf(other) === key))
    throw ServiceError.conflict([
      { path: 'pattern', message: 'is in the list already', rule: { code: 'listed' } },
    ])
  const problem = crowded(fields.match, others)
  if (problem !== null) throw ServiceError.invalid([{ path: 'pattern', ...problem }])
}

/** @returns why there is no room for one more, or null */
function crowded(match: Known['match'], others: readonly Known[]): Breach | null {
  if (others.length >= MAX_WORDS)
    return breach('mostWords', `cannot be added: there are ${String(MAX_WORDS)} words already`, {
      max: MAX_WORDS,
    })
  const patterns = match === 'regex' ? others.filter((other) => other.match === 'regex').length : 0
  return patterns >= MAX_REGEX_RULES
    ? breach('mostPatterns', `cannot be added: there are ${String(MAX_REGEX_RULES)} patterns already`, {
        max: MAX_REGEX_RULES,
      })
    : null
}

function readLines(text: string, how: ImportOptions, known: readonly Known[]): WordImportLine[] {
  const rules = [...known]
  const keys = new Set(known.map(keyOf))
  return text.split(/\r?\n/).flatMap((raw, index): WordImportLine[] => {
    const rule = { ...how, pattern: raw.trim() }
    if (rule.pattern === '') return []
    const read = (status: WordImportLine['status'], problem?: Omit<FieldIssue, 'path'>): WordImportLine[] => [
      {
        line: index + 1,
        pattern: rule.pattern,
        status,
        problem: problem?.message ?? null,
        rule: problem?.rule,
      },
    ]
    if (keys.has(keyOf(rule))) return read('duplicate')
    const parsed = wordRuleSchema.safeParse(rule)
    const problem = parsed.success ? crowded(how.match, rules) : issuesOf(parsed.error.issues)[0]
    if (problem) return read('bad', problem)
    keys.add(keyOf(rule))
    rules.push(rule)
    return read('new')
  })
}
