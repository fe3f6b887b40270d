import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { messageOf } from '#server/domain/events'
import type { EventMessage } from '#server/domain/events'
import { WEBHOOK_KINDS } from '#server/domain/webhook'
import type { WebhookKind } from '#server/domain/webhook'
import { buildWebhookRequest, refusalOf } from './build-webhook-request'
import { checkWebhookUrl } from './check-webhook-url'

const NOW = Date.parse('2028-06-15T12:00:00Z')
const message: EventMessage = messageOf({
  name: 'circuit.opened',
  dedupeKey: 'x',
  facts: { provider: 'Relay <!channel> @everyone', reason: 'timeout' },
  atMs: NOW,
})
const URL_OF = 'https://hooks.example.com/a/b?access_token=t'

function build(kind: WebhookKind, secret: string | null, about = message) {
  const { url, headers, body } = buildWebhookRequest({ kind, url: URL_OF, secret }, about, {
    deliveryId: 'd1',
    nowMs: NOW,
  })
  return { url, headers, body, json: JSON.parse(body) as unknown }
}

describe('generic', () => {
  it('is signed over timestamp and body', () => {
    const { headers, body, json } = build('generic', 'a secret text')
    expect(json).toEqual(message)
    const signature = createHmac('sha256', 'a secret text').update(`1844683200.${body}`).digest('hex')
    expect(headers).toEqual({
      'x-cch-event': 'circuit.opened',
      'x-cch-delivery': 'd1',
      'x-cch-timestamp': '1844683200',
      'x-cch-signature': `sha256=${signature}`,
    })
  })
  it('is not signed without a secret', () => {
    expect(build('generic', null).headers).not.toHaveProperty('x-cch-signature')
  })
})

it('slack: blocks with escaped text', () => {
  expect(build('slack', null).json).toEqual({
    text: expect.stringContaining('Provider Relay &lt;!channel&gt; @everyone is failing') as string,
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: 'Provider Relay <!channel> @everyone is failing' },
      },
      { type: 'section', text: { type: 'mrkdwn', text: expect.any(String) as string } },
      {
        type: 'section',
        fields: [
          { type: 'mrkdwn', text: '*Provider*\nRelay &lt;!channel&gt; @everyone' },
          { type: 'mrkdwn', text: '*Reason*\ntimeout' },
        ],
      },
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: 'circuit.opened · <!date^1844683200^{date_short_pretty} {time}|2028-06-15T12:00:00.000Z> · Claude Code Hub',
          },
        ],
      },
    ],
  })
})

it('discord: one embed that mentions nobody', () => {
  expect(build('discord', null).json).toMatchObject({
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: 'Provider Relay <!channel> @everyone is failing',
        color: 0xef4444,
        fields: [
          { name: 'Provider', value: 'Relay <!channel> @everyone', inline: true },
          { name: 'Reason', value: 'timeout', inline: true },
        ],
        footer: { text: 'circuit.opened' },
        timestamp: '2028-06-15T12:00:00.000Z',
      },
    ],
  })
})

it('feishu: a post, signed with the key and nothing else', () => {
  const sign = createHmac('sha256', '1844683200\nits secret').update('').digest('base64')
  expect(build('feishu', 'its secret').json).toMatchObject({
    timestamp: '1844683200',
    sign,
    msg_type: 'post',
    content: {
      post: {
        en_us: {
          title: 'Provider Relay <!channel> @everyone is failing',
          content: expect.arrayContaining([[{ tag: 'text', text: 'Reason: timeout' }]]) as unknown,
        },
      },
    },
  })
  expect(build('feishu', null).json).not.toHaveProperty('sign')
})

it('dingtalk: markdown, signed in the query', () => {
  const { url, json } = build('dingtalk', 'SECsecret')
  const { searchParams } = new URL(url)
  expect(Object.fromEntries(searchParams)).toEqual({
    access_token: 't',
    timestamp: String(NOW),
    sign: createHmac('sha256', 'SECsecret')
      .update(`${String(NOW)}\nSECsecret`)
      .digest('base64'),
  })
  expect(json).toMatchObject({ msgtype: 'markdown', markdown: { title: expect.any(String) as string } })
  expect(build('dingtalk', null).url).toBe(URL_OF)
})

it('wecom: markdown of at most 4,096 bytes', () => {
  const long = { ...message, facts: { provider: '漢'.repeat(5_000) } }
  const { json } = build('wecom', null, long)
  const { msgtype, markdown } = json as { msgtype: string; markdown: { content: string } }
  expect(msgtype).toBe('markdown')
  expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4_096)
})

describe.each(WEBHOOK_KINDS)('%s', (kind) => {
  it('takes a message of any length', () => {
    const facts = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`fact${String(at)}`, 'x'.repeat(9_000)]),
    )
    const { body } = build(kind, null, { ...message, title: 'T'.repeat(2_000), facts })
    if (kind !== 'generic' && kind !== 'feishu' && kind !== 'dingtalk')
      expect(body.length).toBeLessThan(60_000)
  })
  it('was not taken with another status', () => {
    expect(refusalOf(kind, 404, '')).toBe('it answered with status 404')
    expect(refusalOf(kind, 302, '')).not.toBeNull()
    expect(refusalOf(kind, 204, '')).toBeNull()
  })
})

it('robots refuse with status 200', () => {
  expect(refusalOf('feishu', 200, '{"code":19021,"msg":"sign match fail"}')).toContain('19021')
  expect(refusalOf('feishu', 200, '{"StatusCode":0,"code":0,"msg":"success"}')).toBeNull()
  expect(refusalOf('dingtalk', 200, '{"errcode":310000,"errmsg":"sign not match"}')).toContain('310000')
  expect(refusalOf('wecom', 200, '{"errcode":0,"errmsg":"ok"}')).toBeNull()
})

describe('addresses', () => {
  it.each([
    'https://hooks.example.com/x',
    'http://127.0.0.1:9000/x',
    'http://localhost/x',
    'http://10.1.2.3/x',
    'http://[::1]/x',
  ])('%s can be used', (url) => {
    expect(checkWebhookUrl(url)).toBeNull()
  })
  it.each([
    'hooks.example.com',
    'http://hooks.example.com/x',
    'ftp://10.1.2.3/x',
    'https://user:pass@hooks.example.com/x',
    'https://169.254.169.254/latest',
    'http://0xa9fea9fe/',
    'https://[::ffff:169.254.169.254]/',
    'https://metadata.google.internal/',
  ])('%s can not', (url) => {
    expect(checkWebhookUrl(url)?.message).toMatch(/^must /)
    expect(JSON.stringify(checkWebhookUrl(url))).not.toContain('pass@')
  })
})
