/** What a kind of job does. Between its steps it lets the event loop go on, and looks whether it is to end. */
export type JobWork = (input: unknown, job: JobAtWork) => Promise<unknown>

export interface JobAtWork {
  /** Aborted when the job is to end. */
  signal: AbortSignal
  /** Tell how far it is. Cheap: it is written down some times a second.
   * @param total null while nobody knows */
  report: (done: number, total: number | null) => void
  /** Make its file.
   * @throws JobFailure when it gets larger than a file may be */
  writeFile: (name: string, text: AsyncIterable<string>) => Promise<void>
}

/** Why a job cannot be done, in words for whoever asked for it. */
export class JobFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'JobFailure'
  }
}

const BREATH_MS = 2

/** Between two steps: requests come first.
 * @throws what the signal was aborted with */
export async function breathe(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await new Promise((resolve) => setTimeout(resolve, BREATH_MS))
  signal.throwIfAborted()
}
