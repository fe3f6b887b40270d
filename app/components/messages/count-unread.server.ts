import type { AppLoadContext } from '@remix-run/node'

/** For the badge beside every page, of which none must fail for its sake. */
export const countUnread = ({ notifications }: AppLoadContext['caller']): Promise<{ unread: number }> =>
  notifications.unread().catch(() => ({ unread: 0 }))
