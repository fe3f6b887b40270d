import { liveReportSchema } from '#server/domain/live-request'
import type { LiveReport } from '#server/domain/live-request'
import type { SharedState } from '#server/stores/shared-state'

/** FR-016. What all instances have under way. Each answers for itself when somebody asks, so that nothing is kept of one that
 * has ended, and nobody pays while nobody looks. */
export interface LiveInstances {
  /** Of each instance that answers. `missing`: how many do not. */
  report(): Promise<{ reports: LiveReport[]; missing: number }>
  /** End every request of a session, wherever it is served.
   * @returns how many there were, when they have ended */
  terminate(session: string): Promise<number>
  /** Text that a request's client has been sent since somebody looks; null when nobody does, or it has ended. */
  preview(requestId: string, open: boolean): Promise<string | null>
}

/** What this process has under way. */
export interface OwnLive {
  report(): LiveReport
  terminate(session: string): Promise<number>
  preview(requestId: string, open: boolean): string | null
}

/** An instance that is alive answers within a few milliseconds. */
const REPORT_WAIT_MS = 200
/** Longer than a request may take to end. */
const TERMINATE_WAIT_MS = 1_500

export function createLiveInstances(options: {
  state: Pick<SharedState, 'ask' | 'onAsk'>
  own: OwnLive
}): LiveInstances {
  const { state, own } = options
  state.onAsk('live', () => JSON.stringify(own.report()))
  state.onAsk('terminate', async (session) => String(await own.terminate(session)))
  // `+` and a request's id: somebody begins to look.
  state.onAsk('preview', (text) => own.preview(text.replace(/^\+/, ''), text.startsWith('+')))
  return {
    async report() {
      const { answers, missing } = await state.ask('live', '', REPORT_WAIT_MS)
      const reports = answers.map((answer) => liveReportSchema.safeParse(JSON.parse(answer)).data)
      const understood = reports.filter((report) => report !== undefined)
      return { reports: understood, missing: missing + reports.length - understood.length }
    },
    async terminate(session) {
      const { answers } = await state.ask('terminate', session, TERMINATE_WAIT_MS)
      return answers.reduce((sum, answer) => sum + Number(answer), 0)
    },
    async preview(requestId, open) {
      const { answers } = await state.ask('preview', `${open ? '+' : ''}${requestId}`, REPORT_WAIT_MS)
      return answers[0] ?? null
    },
  }
}
