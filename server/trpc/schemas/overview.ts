import { z } from 'zod'
import { logView } from './log'

const tally = z.object({ total: z.number(), enabled: z.number() })

export const overviewView = z.object({
  version: z.string(),
  providers: tally,
  users: tally,
  keys: tally,
  last24h: z.object({ requests: z.number(), errors: z.number() }),
  recent: z.array(logView).meta({ description: 'The last ten requests, newest first' }),
})
export type OverviewView = z.output<typeof overviewView>
