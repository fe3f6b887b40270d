import { describe, expect, it } from 'vitest'
import { createMemoryState } from '#server/stores/memory-state'
import { createScheduler, type Task } from './scheduler'

const HOUR_MS = 3_600_000

/** Instances that share their state and their clock. */
function makeWorld() {
  const state = createMemoryState()
  const warnings: string[] = []
  const world = {
    nowMs: 1_000_000,
    done: [] as string[],
    warnings,
    join: (holder: string, task: Partial<Task> = {}) =>
      createScheduler({
        tasks: [
          {
            name: 'sweep',
            everyMs: HOUR_MS,
            step: () => {
              world.done.push(holder)
              return Promise.resolve(false)
            },
            ...task,
          },
        ],
        state,
        holder,
        nowMs: () => world.nowMs,
        log: { info: () => undefined, warn: (...line: unknown[]) => warnings.push(String(line[1])) },
        pause: () => Promise.resolve(),
      }),
  }
  return world
}

describe('the scheduler', () => {
  it('runs a task when it is due, on one instance', async () => {
    const world = makeWorld()
    const [one, two] = [world.join('one'), world.join('two')]
    await Promise.all([one.tick(), two.tick()])
    await two.tick()
    expect(world.done).toEqual(['one'])
    world.nowMs += HOUR_MS - 1
    await one.tick()
    expect(world.done).toEqual(['one'])
    world.nowMs += 1
    await one.tick()
    expect(world.done).toEqual(['one', 'one'])
  })

  it('goes on with another instance when the leader is gone, and at once when it said so', async () => {
    const world = makeWorld()
    const [one, two, three] = [world.join('one'), world.join('two'), world.join('three')]
    await one.tick()
    world.nowMs += 180_000
    await two.tick()
    expect(world.done).toEqual(['one', 'two'])
    await two.stop()
    await three.tick()
    expect(world.done).toEqual(['one', 'two', 'three'])
  })

  it('takes step after step, and lets go when another one has taken over', async () => {
    const world = makeWorld()
    let steps = 0
    const slow = world.join('slow', {
      async step() {
        steps += 1
        if (steps === 3) {
          // It hung for so long that its lease was over.
          world.nowMs += 200_000
          await world.join('quick').tick()
        }
        return steps < 10
      },
    })
    await slow.tick()
    expect(steps).toBe(3)
    expect(world.done).toEqual(['quick'])
  })

  it('tries a task again that failed, and complains once', async () => {
    const world = makeWorld()
    let broken = true
    const scheduler = world.join('one', {
      step: () =>
        broken
          ? Promise.reject(new Error('the database is away'))
          : Promise.resolve(world.done.push('late') < 0),
    })
    await scheduler.tick()
    await scheduler.tick()
    expect(world.warnings).toEqual(['a task failed'])
    broken = false
    await scheduler.tick()
    expect(world.done).toEqual(['late'])
  })

  it('stops after the step under way', async () => {
    const world = makeWorld()
    let steps = 0
    const scheduler = world.join('one', {
      step() {
        steps += 1
        if (steps === 2) void scheduler.stop()
        return Promise.resolve(true)
      },
    })
    await scheduler.tick()
    expect(steps).toBe(2)
  })
})
