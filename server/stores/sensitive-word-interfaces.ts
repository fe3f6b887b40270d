/** The stores of what requests may say, of which clients may call, and of who was refused; a part of the table of contents in
 * interfaces.ts. */
import type { ClientVersionRule } from '#server/domain/client-version'
import type { Page } from '#server/domain/page'
import type { WordRule } from '#server/domain/sensitive-words'
import type { PageRequest, SeenVersion } from './interfaces'

export interface SensitiveWord extends WordRule {
  enabled: boolean
  note: string
  /** Grows by one a change. */
  version: number
  createdAt: Date
  updatedAt: Date
}
export type SensitiveWordFields = Omit<SensitiveWord, 'id' | 'version' | 'createdAt' | 'updatedAt'>
export type SensitiveWordPatch = {
  [K in keyof SensitiveWordFields]?: SensitiveWordFields[K] | undefined
} & SeenVersion

export interface SensitiveWordStore {
  /** @param filter.search a part of the pattern or the note, in any letter case */
  list(filter: { search?: string | undefined }, page: PageRequest): Promise<Page<SensitiveWord>>
  get(id: string): Promise<SensitiveWord | null>
  /** All of them as one change of the configuration. */
  createMany(words: readonly SensitiveWordFields[]): Promise<SensitiveWord[]>
  update(id: string, patch: SensitiveWordPatch): Promise<SensitiveWord | null>
  remove(id: string): Promise<boolean>
  /** All of them, by id. */
  loadRules(): Promise<(WordRule & { enabled: boolean })[]>
}

export interface ClientVersionRuleEntry extends ClientVersionRule {
  /** Grows by one a change. */
  version: number
}
export type ClientVersionRuleFields = Omit<ClientVersionRule, 'id'>
export type ClientVersionRulePatch = {
  [K in keyof ClientVersionRuleFields]?: ClientVersionRuleFields[K] | undefined
} & SeenVersion

export interface ClientVersionRuleStore {
  /** All of them, by the name of the client. */
  list(): Promise<ClientVersionRuleEntry[]>
  get(id: string): Promise<ClientVersionRuleEntry | null>
  /** @throws StoreError("conflict") when the client has a rule */
  create(fields: ClientVersionRuleFields): Promise<ClientVersionRuleEntry>
  update(id: string, patch: ClientVersionRulePatch): Promise<ClientVersionRuleEntry | null>
  remove(id: string): Promise<boolean>
}
