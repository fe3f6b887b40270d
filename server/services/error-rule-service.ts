import { BUILTIN_ERROR_RULES } from '#server/domain/builtin-error-rules'
import { errorRuleSchema, findErrorRule } from '#server/domain/error-rules'
import type { ErrorRule, FailedAnswer } from '#server/domain/error-rules'
import type { ErrorCode, FailureKind, FailureRule } from '#server/domain/errors'
import { readErrorNames } from '#server/domain/read-error-names'
import { FAILURE_TABLE } from '#server/domain/errors'
import { failureOfStatus, statusOfWords } from '#server/domain/upstream-failures'
import type { UpstreamFailure } from '#server/domain/upstream-failures'
import type {
  ErrorRuleEntry,
  ErrorRuleFields,
  ErrorRulePatch,
  ErrorRuleStore,
} from '#server/stores/interfaces'
import { applyPatch } from './apply-patch'
import { issuesOf, ServiceError } from './service-error'

/** What the gateway would do about a failed answer. */
export interface FailureVerdict {
  readonly retry: FailureRule['retry']
  readonly breaker: boolean
  readonly mark: FailureRule['mark']
  readonly code: ErrorCode
  readonly override: { readonly status: number; readonly message: string } | null
  readonly ruleId: string | null
}

/** The data plane's own judgement, so that what the test box says is what happens. */
export type JudgeFailure = (
  failure: UpstreamFailure,
  rules: readonly ErrorRule[],
  dialect: FailedAnswer['dialect'],
) => FailureVerdict

export interface ErrorRuleTest {
  /** What the hub takes the answer for without any rule, and what the table says of that. */
  kind: FailureKind
  table: FailureRule
  /** Enabled rules that match, in the order in which they are tried; the first one decides. */
  matches: ErrorRuleEntry[]
  verdict: FailureVerdict
}

/** FR-020. Every write refreshes this process's snapshot before it returns. */
export interface ErrorRuleService {
  list(): Promise<ErrorRuleEntry[]>
  /** @throws ServiceError not_found */
  get(id: string): Promise<ErrorRuleEntry>
  /** @throws ServiceError invalid; StoreError when the name is taken */
  create(fields: ErrorRuleFields): Promise<ErrorRuleEntry>
  /** @throws ServiceError not_found, invalid; StoreError when the name is taken */
  update(id: string, patch: ErrorRulePatch): Promise<ErrorRuleEntry>
  /** Removes an own rule; a built-in one is reset to what the hub ships.
   * @throws ServiceError not_found */
  remove(id: string): Promise<'removed' | 'reset'>
  /** Changes nothing. @param answer.status 200 for an error within an answer that began well */
  test(answer: FailedAnswer & { status: number }): Promise<ErrorRuleTest>
}

/** Every failure is held against all of them. */
const MAX_OWN_RULES = 200

const BUILTIN_IDS = new Set(BUILTIN_ERROR_RULES.map(({ id }) => id))
/** Two rules of one name could not be told apart in the log; the ids are the names of the rows that change them. */
const BUILTIN_NAMES = new Set(BUILTIN_ERROR_RULES.flatMap(({ id, name }) => [id, name]))

export function createErrorRuleService(options: {
  errorRules: ErrorRuleStore
  judgeFailure: JudgeFailure
  onConfigChanged: () => Promise<void>
}): ErrorRuleService {
  const { errorRules, judgeFailure, onConfigChanged } = options

  const get = async (id: string): Promise<ErrorRuleEntry> => {
    const rule = await errorRules.get(id)
    if (!rule) throw ServiceError.notFound('error rule', id)
    return rule
  }

  return {
    list: () => errorRules.list(),
    get,
    async create(fields) {
      const checked = check(fields)
      requireFreeName(checked.name)
      const own = (await errorRules.list()).filter(({ builtin }) => !builtin)
      if (own.length >= MAX_OWN_RULES)
        throw ServiceError.invalid([
          { path: '', message: `there are ${String(MAX_OWN_RULES)} rules already` },
        ])
      const rule = await errorRules.create(checked)
      await onConfigChanged()
      return rule
    },
    async update(id, { version, ...patch }) {
      const current = await get(id)
      if (current.builtin) requireChangeable(patch)
      else if (patch.name !== undefined) requireFreeName(patch.name)
      const checked = check(applyPatch(fieldsOf(current), patch))
      const rule = await errorRules.update(id, { ...checked, version })
      if (!rule) throw ServiceError.notFound('error rule', id)
      await onConfigChanged()
      return rule
    },
    async remove(id) {
      const removed = await errorRules.remove(id)
      if (removed) await onConfigChanged()
      // A built-in rule that was never changed is as it is shipped already.
      if (BUILTIN_IDS.has(id)) return 'reset'
      if (!removed) throw ServiceError.notFound('error rule', id)
      return 'removed'
    },
    async test(answer) {
      const rules = await errorRules.list()
      const { status, errorType, body, dialect } = answer
      const kind = kindOf(answer)
      const failure = { kind, status, errorType, detail: body, retryAfterMs: null }
      return {
        kind,
        table: FAILURE_TABLE[kind],
        matches: allMatches(rules, answer),
        verdict: judgeFailure(failure, rules, dialect),
      }
    },
  }
}

function fieldsOf(rule: ErrorRule): ErrorRuleFields {
  const { name, priority, enabled, conditions, retry, switchProvider, breaker, override } = rule
  return { name, priority, enabled, conditions, retry, switchProvider, breaker, override }
}

/** @throws ServiceError invalid */
function check(fields: ErrorRuleFields): ErrorRuleFields {
  const parsed = errorRuleSchema.safeParse(fields)
  if (parsed.success) return parsed.data
  throw ServiceError.invalid(issuesOf(parsed.error.issues))
}

/** @throws ServiceError invalid: what a built-in rule is about comes with the hub */
function requireChangeable(patch: ErrorRulePatch): void {
  const fixed = (['name', 'conditions'] as const).filter((field) => patch[field] !== undefined)
  if (fixed.length > 0)
    throw ServiceError.invalid(
      fixed.map((path) => ({
        path,
        message: 'of a built-in rule cannot be changed: disable it and add one of your own',
      })),
    )
}

function requireFreeName(name: string): void {
  if (BUILTIN_NAMES.has(name))
    throw ServiceError.invalid([
      { path: 'name', message: 'is the name of a built-in rule', rule: { code: 'nameTaken' } },
    ])
}

/** As the gateway finds it: by its status, or by its name where the status says that all is well. */
function kindOf({ status, errorType, body }: FailedAnswer & { status: number }): FailureKind {
  if (status >= 300) return failureOfStatus(status)
  return failureOfStatus(statusOfWords(errorType === null ? readErrorNames(body) : [errorType]))
}

function allMatches(rules: readonly ErrorRuleEntry[], answer: FailedAnswer): ErrorRuleEntry[] {
  return rules.filter((rule) => findErrorRule([rule], answer) !== null)
}
