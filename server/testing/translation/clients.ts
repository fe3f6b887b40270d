import type { Dialect } from '#server/domain/dialect'
import { createAnthropicClient } from './client-anthropic'
import { createChatClient } from './client-chat'
import { createGoogleClient } from './client-google'
import { createResponsesClient } from './client-responses'
import type { MatrixClient } from './talk'

/** An official SDK for each protocol, ready to talk to the hub. */
export const CREATE_CLIENT: Record<Dialect, (hub: { origin: string; key: string }) => MatrixClient> = {
  claude: createAnthropicClient,
  'openai-chat': createChatClient,
  'codex-responses': createResponsesClient,
  gemini: createGoogleClient,
}
