import type { Request, Response } from 'express'

/** tRPC's JSON-RPC numbers for what is refused before a procedure is reached. @see https://trpc.io/docs/rpc#error-codes */
const RPC_CODES = { UNAUTHORIZED: -32_001, FORBIDDEN: -32_003, TOO_MANY_REQUESTS: -32_029 } as const

/** The procedures that a tRPC call asks for; none when it is a REST call. */
export const calledProcedures = (req: Request): string[] =>
  req.path.startsWith('/trpc/') ? req.path.slice('/trpc/'.length).split(',') : []

/** Refuse in the caller's own format: a tRPC client takes nothing else, and in a batch it waits for an answer to each call. */
export function refuse(
  req: Request,
  res: Response,
  refusal: { status: number; code: keyof typeof RPC_CODES; message: string },
): void {
  const { status, code, message } = refusal
  const procedures = calledProcedures(req)
  if (procedures.length === 0) {
    sendError(res, status, code, message)
    return
  }
  const errors = procedures.map((path) => ({
    error: { message, code: RPC_CODES[code], data: { code, httpStatus: status, path } },
  }))
  res.status(status).json(req.query['batch'] === undefined ? errors[0] : errors)
}

export function sendError(res: Response, status: number, code: string, message: string): void {
  res.status(status).json({ message, code })
}
