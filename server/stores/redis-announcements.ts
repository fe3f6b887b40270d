import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { createRedisClient } from '#server/platform/redis'
import type { RedisLink } from '#server/platform/redis-link'
import { TOPICS } from './shared-state'
import type { Topic } from './shared-state'

export interface RedisAnnouncements {
  announce(topic: Topic, id: string): void
  onAnnounce(listener: (topic: Topic, id: string) => void): () => void
  close(): void
}

const CHANNEL = 'cch:announce:1'
const messageSchema = z.object({ from: z.string(), topic: z.enum(TOPICS), id: z.string() })

/** Announcements by publish and subscribe, over a connection of its own, since a subscribed one takes no other commands.
 * This instance's own listeners are told at once and without Redis. */
export function createRedisAnnouncements(options: { url: string; link: RedisLink }): RedisAnnouncements {
  const { url, link } = options
  const self = randomUUID()
  const listeners = new Set<(topic: Topic, id: string) => void>()
  const tell = (topic: Topic, id: string): void => {
    for (const listener of listeners) listener(topic, id)
  }

  const subscriber = createRedisClient({ url })
  subscriber.on('ready', () => {
    // It fails only with its connection, and then there will be another "ready".
    subscriber.subscribe(CHANNEL).catch(() => undefined)
  })
  subscriber.on('message', (_channel: string, text: string) => {
    const message = parseMessage(text)
    if (message && message.from !== self) tell(message.topic, message.id)
  })

  return {
    announce(topic, id) {
      tell(topic, id)
      if (!link.usable) return
      const message = JSON.stringify({ from: self, topic, id })
      link.run(() => link.client.publish(CHANNEL, message)).catch(() => undefined)
    },
    onAnnounce(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      subscriber.disconnect()
    },
  }
}

function parseMessage(text: string): z.output<typeof messageSchema> | null {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
