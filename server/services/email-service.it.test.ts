import { expect, it } from 'vitest'
import { ADMIN_TOKEN, startHub } from '#server/testing/hub-harness'

it('the password for e-mail may come from the environment, and is then changed nowhere else', async () => {
  const hub = await startHub({ SMTP_PASSWORD: 'canary-of-the-mail-server' })
  expect(await hub.api('GET', '/email')).toEqual({ passwordSet: true, lockedBy: 'SMTP_PASSWORD' })
  const answer = await fetch(`${hub.origin}/api/actions/email/password`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ password: 'another' }),
  })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({ message: expect.stringContaining('SMTP_PASSWORD') as string })
  expect(hub.logLines.join('\n')).not.toContain('canary-of-the-mail-server')
  await hub.close()
})
