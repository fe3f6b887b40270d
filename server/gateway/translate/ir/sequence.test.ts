import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collect, eventsOf } from './response'
import type { IrEvent, IrResponse } from './response'
import { irResponses } from './response-arbitrary-fixtures'
import { inSequence } from './sequence'

const run = (events: readonly IrEvent[]): IrEvent[] => events.flatMap(inSequence())

/** Every list with one of the heads taken at each step; what belongs together stays in order. */
function interleaved(lists: IrEvent[][], picks: readonly number[]): IrEvent[] {
  const rest = lists.map((list) => [...list])
  const woven: IrEvent[] = []
  for (let at = 0; rest.some((list) => list.length > 0); at++) {
    const open = rest.filter((list) => list.length > 0)
    const next = open[(picks[at % Math.max(1, picks.length)] ?? 0) % open.length]?.shift()
    if (next) woven.push(next)
  }
  return woven
}

/** Overlapping parts, with indices of no order, begun in the order of the answer. */
function overlapping(response: IrResponse, picks: readonly number[]): IrEvent[] {
  const events = [...eventsOf(response)]
  const indices = [...new Set(events.flatMap((event) => ('index' in event ? [event.index] : [])))]
  const of = (index: number) => events.filter((event) => 'index' in event && event.index === index)
  const starts = indices.flatMap((index) => of(index).slice(0, 1))
  const bodies = interleaved(
    indices.map((index) => of(index).slice(1)),
    picks,
  )
  const before = events.filter((event) => event.type === 'start')
  const after = events.filter((event) => !('index' in event) && event.type !== 'start')
  return [...before, ...starts, ...bodies, ...after].map((event) =>
    'index' in event ? { ...event, index: 100 - event.index * 3 } : event,
  )
}

const responses = irResponses({
  dialect: 'gemini',
  signed: 'sometimes',
  finishes: [
    { reason: 'stop', stopSequence: null, raw: 'STOP' },
    { reason: 'tool_calls', stopSequence: null, raw: null },
  ],
})

describe('putting parts in sequence', () => {
  it('keeps the answer, whatever overlapped', () => {
    fc.assert(
      fc.property(responses, fc.array(fc.nat(7), { maxLength: 20 }), (response, picks) => {
        const sequence = run(overlapping(response, picks))
        expect(collect(sequence)).toEqual(response)
        let open: number | null = null
        let next = 0
        for (const event of sequence) {
          if (!('index' in event)) continue
          if (event.type === 'part-start') {
            expect(open).toBeNull()
            expect(event.index).toBe(next)
            open = event.index
            next += 1
          }
          expect(event.index).toBe(open)
          if (event.type === 'part-end') open = null
        }
      }),
    )
  })

  it('says what is open at once, and ends at the end what was never ended', () => {
    const head = { type: 'text', text: '' } as const
    const step = inSequence()
    expect(step({ type: 'part-start', index: 7, part: head })).toHaveLength(1)
    expect(step({ type: 'text', index: 7, text: 'a' })).toEqual([{ type: 'text', index: 0, text: 'a' }])
    expect(step({ type: 'part-start', index: 8, part: head })).toEqual([])
    expect(step({ type: 'text', index: 8, text: 'b' })).toEqual([])
    expect(step({ type: 'end' })).toEqual([
      { type: 'part-end', index: 0 },
      { type: 'part-start', index: 1, part: head },
      { type: 'text', index: 1, text: 'b' },
      { type: 'part-end', index: 1 },
      { type: 'end' },
    ])
  })

  it('ignores what belongs to no part', () => {
    expect(run([{ type: 'text', index: 3, text: 'lost' }])).toEqual([])
  })
})
