import { redirect, type AppLoadContext } from '@remix-run/node'
import { orNotFound } from '#app/lib/caller-errors.server'

/** The action of an inbox: one message is read, or all of them. Comes back to the page that it was sent from. */
export async function markRead(
  request: Request,
  { notifications }: AppLoadContext['caller'],
): Promise<Response> {
  const form = await request.formData()
  const id = form.get('id')
  if (typeof id === 'string') await orNotFound(notifications.markRead({ id }))
  else await notifications.markAllRead()
  const { pathname, search } = new URL(request.url)
  return redirect(`${pathname}${search}`)
}
