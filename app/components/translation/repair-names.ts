import type { RepairName } from '#server/domain/repair-names'

/** Repairs that there are words for in every language. */
export const REPAIR_NAMES = [
  'official_instructions',
  'foreign_signature',
  'rejected_signature',
  'missing_thought',
  'empty_content',
  'orphan_tool_result',
  'repeated_tool_result',
  'unanswered_tool_call',
  'missing_message',
  'trailing_assistant',
  'missing_call_id',
  'thinking_budget',
  'thinking_mode',
  'reasoning_effort',
  'reasoning_summary',
  'fixed_sampling',
] as const satisfies RepairName[]

/** Logs outlive the hub that wrote them, and its names. */
export const isRepairName = (name: string): name is RepairName => REPAIR_NAMES.some((known) => known === name)
