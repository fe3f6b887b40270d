import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { auditScope, runAudited } from './audit-scope'

const named = (actor: string) => ({ actor, action: 'users.update', ip: null })

it('is known to all that a work awaits, whoever else is at work', async () => {
  const work = async () => {
    await wait(5)
    return auditScope()?.actor
  }
  const actors = ['ada', 'bob', 'carol']
  const seen = await Promise.all(actors.map((actor) => runAudited(named(actor), work)))
  expect(seen).toEqual(actors)
  expect(auditScope()).toBeNull()
})

it('ends with the last work, so that promises cost nothing any more', async () => {
  let left: Promise<unknown> = Promise.resolve()
  await expect(
    runAudited(named('ada'), () => {
      left = wait(5).then(() => auditScope())
      return Promise.reject(new Error('refused'))
    }),
  ).rejects.toThrow('refused')
  expect(await left).toBeNull()
})
