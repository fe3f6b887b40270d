import { uuidv7 } from 'uuidv7'
import { CHAIN_START, hashOfLink } from '#server/domain/audit'
import type { AuditEntry, AuditLink } from '#server/domain/audit'
import type { TransactionClient } from './config-version-store'

/** The table of the chain's end has this one row. */
const HEAD = 1

/** Write entries at the end of the chain, within the transaction of what they are about. */
export async function appendToAudit(
  transaction: TransactionClient,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return
  // To touch the row is to lock it: whoever comes second waits here, and then reads what the first one wrote.
  const head = await transaction.auditHead.upsert({
    where: { id: HEAD },
    create: { id: HEAD, sequence: 0, hash: CHAIN_START },
    update: { sequence: { increment: 0 } },
  })
  const links = chain(entries, head)
  await transaction.auditLog.createMany({
    data: links.map(({ at, ...link }) => ({ ...link, createdAt: at })),
  })
  const last = links.at(-1)
  if (last)
    await transaction.auditHead.update({
      where: { id: HEAD },
      data: { sequence: last.sequence, hash: last.hash },
    })
}

function chain(entries: readonly AuditEntry[], head: { sequence: number; hash: string }): AuditLink[] {
  let { sequence, hash: previousHash } = head
  return entries.map((entry) => {
    sequence += 1
    const link = { ...entry, id: uuidv7(), sequence, changes: JSON.stringify(entry.changes), previousHash }
    const hash = hashOfLink(link)
    previousHash = hash
    return { ...link, hash }
  })
}
