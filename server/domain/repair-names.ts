/** What the gateway can mend in a request (gateway/translate/repairs), in the order in which it does. */
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
] as const
export type RepairName = (typeof REPAIR_NAMES)[number]
