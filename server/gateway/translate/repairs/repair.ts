import type { Dialect } from '#server/domain/dialect'
import type { InstructionsMode } from '#server/domain/provider'
import type { RepairName } from '#server/domain/repair-names'
import type { Warn } from '../ir/codec'
import type { IrRequest } from '../ir/request'

/** Something that providers refuse and that can be mended without changing what the client means. */
export interface Repair {
  /** Stable: the log row, `x-cch-repairs` and the setting `repairsOff` name it so. */
  readonly name: RepairName
  /** Done before the first attempt, when a request is translated for providers of these protocols. `own`: for any, and also
   * when it stays in its own. */
  readonly ahead: 'own' | 'every' | readonly Dialect[]
  /** A refusal (status 400) that asks for it, by the protocol that it came in; then the same provider is asked once more,
   * whether or not the request is translated. Tested on the raw body, in which quotes may be escaped. */
  readonly askedBy: Partial<Record<Dialect, RegExp>>
  /** @returns the very same request when there was nothing to mend */
  mend(request: IrRequest, context: RepairContext): IrRequest
  /** Instead of it, where it is switched off and a request cannot go on without it.
   * @throws GatewayError bad_request */
  readonly otherwise?: (request: IrRequest) => void
}

/** FR-028: the instructions that a provider of Codex insists on, and when they take the place of the client's. */
export interface CodexInstructions {
  readonly mode: InstructionsMode
  /** '' where the hub knows none. */
  readonly official: string
}

export interface RepairContext {
  /** The provider's protocol. */
  readonly to: Dialect
  /** The refusal that asked for the repair; '' ahead of the first attempt. */
  readonly refusal: string
  readonly warn: Warn
  /** null for providers of other protocols. */
  readonly instructions: CodexInstructions | null
}
