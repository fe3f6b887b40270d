import type { Dialect } from '#server/domain/dialect'
import { claudeErrors } from './claude/encode-error'
import { claudeMetering } from './claude/metering-profile'
import { judgeClaudeEvent } from './claude/judge-event'
import { claudeModels } from './claude/encode-models'
import { responsesErrors } from './codex-responses/encode-error'
import { responsesMetering } from './codex-responses/metering-profile'
import { judgeResponsesEvent } from './codex-responses/judge-event'
import { codexModels } from './codex-responses/encode-models'
import { geminiErrors } from './gemini/encode-error'
import { geminiMetering } from './gemini/metering-profile'
import { judgeGeminiEvent } from './gemini/judge-event'
import { geminiModels } from './gemini/encode-models'
import type { ErrorEncoder } from './ir/error-answer'
import type { MeteringProfile } from './ir/metering'
import type { JudgeEvent } from './ir/stream-stage'
import type { ModelEncoder } from './ir/model-list'
import { chatErrors } from './openai-chat/encode-error'
import { chatMetering } from './openai-chat/metering-profile'
import { judgeChatEvent } from './openai-chat/judge-event'
import { chatModels } from './openai-chat/encode-models'

/** What the hub can say and understand in one dialect. */
export interface DialectFunctions {
  errors: ErrorEncoder
  metering: MeteringProfile
  models: ModelEncoder
  judgeEvent: JudgeEvent
}

export const DIALECT_FUNCTIONS: Record<Dialect, DialectFunctions> = {
  claude: {
    errors: claudeErrors,
    metering: claudeMetering,
    models: claudeModels,
    judgeEvent: judgeClaudeEvent,
  },
  'openai-chat': {
    errors: chatErrors,
    metering: chatMetering,
    models: chatModels,
    judgeEvent: judgeChatEvent,
  },
  'codex-responses': {
    errors: responsesErrors,
    metering: responsesMetering,
    models: codexModels,
    judgeEvent: judgeResponsesEvent,
  },
  gemini: {
    errors: geminiErrors,
    metering: geminiMetering,
    models: geminiModels,
    judgeEvent: judgeGeminiEvent,
  },
}
