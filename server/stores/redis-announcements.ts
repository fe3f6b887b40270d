import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { createRedisClient } from '#server/platform/redis'
import type { RedisLink } from '#server/platform/redis-link'
import { createResponders } from './responders'
import { QUESTIONS, TOPICS } from './shared-state'
import type { Answers, Question, Responder, Topic } from './shared-state'

export interface RedisAnnouncements {
  announce(topic: Topic, id: string): void
  onAnnounce(listener: (topic: Topic, id: string) => void): () => void
  ask(question: Question, text: string, waitMs: number): Promise<Answers>
  onAsk(question: Question, responder: Responder): () => void
  close(): void
}

const CHANNEL = 'cch:announce:1'
const messageSchema = z.object({ from: z.string(), topic: z.enum(TOPICS), id: z.string() })
const ASK_CHANNEL = 'cch:ask:1'
const askSchema = z.object({
  from: z.string(),
  ask: z.string(),
  question: z.enum(QUESTIONS),
  text: z.string(),
})
/** Of the instance that has asked. */
const answerChannel = (instance: string): string => `cch:answer:1:${instance}`
const answerSchema = z.object({ ask: z.string(), text: z.string().nullable() })

/** Announcements and questions by publish and subscribe, over a connection of its own, since a subscribed one takes no other
 * commands. This instance's own listeners are told at once and without Redis. */
export function createRedisAnnouncements(options: { url: string; link: RedisLink }): RedisAnnouncements {
  const { url, link } = options
  const self = randomUUID()
  const listeners = new Set<(topic: Topic, id: string) => void>()
  const responders = createResponders()
  const open = new Map<string, OpenAsk>()
  let subscribed = false
  const tell = (topic: Topic, id: string): void => {
    for (const listener of listeners) listener(topic, id)
  }
  const publish = (channel: string, message: object): Promise<number> =>
    link.run(() => link.client.publish(channel, JSON.stringify(message)))
  const respond = async ({ from, ask, question, text }: z.output<typeof askSchema>): Promise<void> => {
    const answer = await responders.answer(question, text)
    if (link.usable) await publish(answerChannel(from), { ask, text: answer })
  }

  const subscriber = createRedisClient({ url })
  subscriber.on('ready', () => {
    // It fails only with its connection, and then there will be another "ready".
    subscriber.subscribe(CHANNEL, ASK_CHANNEL, answerChannel(self)).then(
      () => (subscribed = true),
      () => undefined,
    )
  })
  subscriber.on('close', () => (subscribed = false))
  subscriber.on('message', (channel: string, text: string) => {
    if (channel === CHANNEL) {
      const message = parse(messageSchema, text)
      if (message && message.from !== self) tell(message.topic, message.id)
    } else if (channel === ASK_CHANNEL) {
      const message = parse(askSchema, text)
      // Who has asked misses this answer, as that of an instance that has ended.
      if (message && message.from !== self) respond(message).catch(() => undefined)
    } else {
      const answer = parse(answerSchema, text)
      if (answer) open.get(answer.ask)?.take(answer.text)
    }
  })

  return {
    announce(topic, id) {
      tell(topic, id)
      if (!link.usable) return
      publish(CHANNEL, { from: self, topic, id }).catch(() => undefined)
    },
    onAnnounce(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async ask(question, text, waitMs) {
      const own = responders.answer(question, text)
      const id = randomUUID()
      const asked = new OpenAsk()
      open.set(id, asked)
      // Publishing says how many have got it, this instance among them.
      const others = link.usable
        ? await publish(ASK_CHANNEL, { from: self, ask: id, question, text }).then(
            (reached) => reached - (subscribed ? 1 : 0),
            () => 0,
          )
        : 0
      const told = await asked.collect(others, waitMs)
      open.delete(id)
      const answers = [await own, ...told].filter((answer) => answer !== null)
      return { answers, missing: Math.max(0, others - told.length) }
    },
    onAsk: (question, responder) => responders.listen(question, responder),
    close() {
      subscriber.disconnect()
    },
  }
}

/** A question that was asked, and what has been answered so far. */
class OpenAsk {
  private readonly told: (string | null)[] = []
  private expected = Infinity
  private done: () => void = () => undefined

  take(text: string | null): void {
    this.told.push(text)
    if (this.told.length >= this.expected) this.done()
  }

  async collect(expected: number, waitMs: number): Promise<(string | null)[]> {
    this.expected = expected
    if (this.told.length < expected)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        this.done = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    return this.told
  }
}

function parse<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
