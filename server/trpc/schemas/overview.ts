import { z } from 'zod'
import { timeZone } from './fields'
import { logView } from './log'

const tally = z.object({ total: z.number(), enabled: z.number() })

export const overviewInput = z.object({ timeZone: timeZone.optional() })

export const overviewView = z.object({
  version: z.string(),
  providers: tally,
  users: tally,
  keys: tally,
  last24h: z.object({ requests: z.number(), errors: z.number() }),
  cost: z
    .object({ todayUsd: z.string(), monthUsd: z.string() })
    .meta({ description: 'Decimal USD since midnight and since the first of the month, in the time zone' }),
  recent: z.array(logView).meta({ description: 'The last ten requests, newest first' }),
})
export type OverviewView = z.output<typeof overviewView>
