import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { NextFunction, Response } from 'express'
import { InputError } from '#server/trpc/errors'

/** What to do when a file cannot be sent, or not to its end. */
export function failFile(error: unknown, res: Response, next: NextFunction): void {
  if (res.destroyed) return
  // Half a file must not pass for a whole one.
  if (res.headersSent) res.destroy()
  else if (error instanceof TRPCError) {
    const { code, message, cause } = error
    const issues = cause instanceof InputError ? { data: { issues: cause.issues } } : {}
    res.status(getHTTPStatusCodeFromError(error)).json({ message, code, ...issues })
  } else next(error)
}
