import type { IrEvent } from './response'

type Indexed = Extract<IrEvent, { index: number }>
const isIndexed = (event: IrEvent): event is Indexed => 'index' in event

/** Put the parts of a stream one after another, numbered from 0 without gaps. Chat lets parallel tool calls overlap, and
 * Claude's and OpenAI's other protocol know no such thing: while one part is open, what belongs to others waits.
 * @returns a function to be called with each event in turn */
export function inSequence(): (event: IrEvent) => IrEvent[] {
  const waiting = new Map<number, Indexed[]>()
  let open: number | null = null
  let next = 0

  const renumbered = (event: Indexed): IrEvent => (event.index === next ? event : { ...event, index: next })

  /** Say what has waited, as far as parts that have ended reach. */
  function release(): IrEvent[] {
    const said: IrEvent[] = []
    for (const [index, events] of waiting) {
      if (open !== null) break
      waiting.delete(index)
      open = index
      for (const event of events) said.push(...take(event))
    }
    return said
  }

  function take(event: Indexed): IrEvent[] {
    const said = [renumbered(event)]
    if (event.type === 'part-end') {
      open = null
      next += 1
    }
    return said
  }

  /** A part that was never ended ends with the stream. */
  function closeAll(): IrEvent[] {
    const said: IrEvent[] = []
    for (;;) {
      if (open !== null) said.push(...take({ type: 'part-end', index: open }))
      if (waiting.size === 0) return said
      said.push(...release())
    }
  }

  return (event) => {
    if (event.type === 'end') return [...closeAll(), event]
    if (!isIndexed(event)) return [event]
    if (open === null && event.type === 'part-start') {
      open = event.index
      return take(event)
    }
    if (event.index === open) return event.type === 'part-end' ? [...take(event), ...release()] : take(event)
    const held = waiting.get(event.index)
    if (held) held.push(event)
    else if (event.type === 'part-start') waiting.set(event.index, [event])
    return []
  }
}
