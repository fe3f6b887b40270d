import type { Dialect } from '#server/domain/dialect'
import { claudeCodec } from './claude/codec'
import { responsesCodec } from './codex-responses/codec'
import { geminiCodec } from './gemini/codec'
import type { DialectCodec } from './ir/codec'
import { chatCodec } from './openai-chat/codec'

/** Every dialect's eight functions. */
export const CODECS: Record<Dialect, DialectCodec> = {
  claude: claudeCodec,
  'openai-chat': chatCodec,
  'codex-responses': responsesCodec,
  gemini: geminiCodec,
}
