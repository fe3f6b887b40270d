import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import type { FakeUpstream } from '../fake-upstream'
import type { HubHarness } from '../hub-harness'
import { providerAnswer } from './answers'
import type { Said } from './answers'
import type { Heard } from './heard'
import { heardBy } from './requests'
import type { MatrixClient } from './talk'

/** One client's protocol on one type of provider, streamed or not. */
export interface Cell {
  client: Dialect
  provider: ProviderType
  streaming: boolean
}

export interface Place {
  cell: Cell
  client: MatrixClient
  /** The provider's, which answers as the case says. */
  upstream: FakeUpstream
  hub: HubHarness
}

export interface MatrixCase {
  name: string
  streamsOnly?: boolean
  /** Not tried where the client's own protocol cannot do it. */
  notFor?: Dialect
  /** Tried too on provider types that differ from another only in how they are called. */
  everyType?: boolean
  /** The provider's health suffers. */
  harms?: boolean
  /** @throws AssertionError, or whatever an SDK threw that it should not */
  run(place: Place): Promise<void>
}

/** The provider says these, one a request. */
export function script({ cell, upstream }: Place, ...said: readonly Said[]): void {
  const answers = said.map((words) => providerAnswer(cell.provider, words, cell.streaming))
  let at = 0
  upstream.answer(() => answers[at++] ?? { status: 500, steps: ['{"error":"nobody asked for more"}'] })
}

/** What the provider was asked last. */
export const heard = ({ cell, upstream }: Place): Heard => heardBy(cell.provider, upstream.last())

/** What came of something that is expected to fail. */
export const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    (reply) => ({ nothingFailed: reply }),
    (reason: unknown) => reason,
  )

/** @throws Error after five seconds */
export async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000
  while (!done()) {
    if (Date.now() > deadline) throw new Error('It did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
