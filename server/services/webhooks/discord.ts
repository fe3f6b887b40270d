import type { EventMessage, Severity } from '#server/domain/events'
import { clipText, labelOf } from './clip-text'

const COLORS: Record<Severity, number> = { info: 0x3b82f6, warning: 0xf59e0b, error: 0xef4444 }

/** One embed, whose words call nobody.
 * @see https://discord.com/developers/docs/resources/webhook#execute-webhook
 * @see https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
export function discordPayload({ event, severity, title, text, facts, occurredAt }: EventMessage): object {
  return {
    username: 'Claude Code Hub',
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: clipText(title, 256),
        description: clipText(text, 4_096),
        color: COLORS[severity],
        fields: Object.entries(facts)
          .slice(0, 25)
          .map(([name, value]) => ({
            name: clipText(labelOf(name), 256),
            // An embed with an empty field is refused.
            value: clipText(value, 1_024) || '–',
            inline: true,
          })),
        footer: { text: event },
        timestamp: occurredAt,
      },
    ],
  }
}
