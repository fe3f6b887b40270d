import { uuidv7 } from 'uuidv7'
import { migrate } from '#server/platform/migrate'
import { openSql } from '#server/platform/database-adapter'
import { createRequestLogWriter } from './request-log-writer'
import { encodeRow } from './request-log-columns'
const url = process.argv[2]!
const log = { info() {}, warn: console.log, error: console.log }
let t = performance.now()
await migrate({ url, directory: '/work/main/prisma/migrations', log })
console.log('migrate', (performance.now() - t).toFixed(0), 'ms'); t = performance.now()
await migrate({ url, directory: '/work/main/prisma/migrations', log })
console.log('migrate again', (performance.now() - t).toFixed(1), 'ms')
const users = Array.from({ length: 50 }, () => uuidv7()), keys = users.map(() => uuidv7()), provs = Array.from({ length: 5 }, () => uuidv7())
const pick = <T>(a: T[]) => a[Math.floor(Math.random() * a.length)]!
const sessions = Array.from({length: 500}, () => uuidv7())
const row = () => ({ id: uuidv7(), startedAtMs: Date.now(), userId: pick(users), apiKeyId: pick(keys), sessionId: pick(sessions), clientName: 'claude-cli', clientVersion: '2.0.1', endpoint: 'messages', clientDialect: 'claude', providerDialect: 'claude', requestedModel: pick(['a', 'b', 'c']), servedModel: 'claude-sonnet-4-5-20250929', providerId: pick(provs), attempts: 1, trace: [{ provider: provs[0], outcome: 'ok', status: 200, ms: 123 }], status: 200, errorCode: null, streaming: true, ttfbMs: 300, totalMs: 1200, requestBytes: 4000, responseBytes: 9000, usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 5, reasoning: 0 }, rawUsage: { input_tokens: 100, output_tokens: 20, cache_read_input_tokens: 3, cache_creation_input_tokens: 9 }, stopReason: 'end_turn', upstreamRequestId: 'req_01ABCDEF', costNanoUsd: 123456n, priceId: null, blocked: false, interrupted: false, estimated: false } as const)
const w = createRequestLogWriter({ url, log })
const rows = Array.from({ length: 2000 }, row); for (const r of rows) w.append(r as any); await w.flush()
const N = 40_000
const mk = Array.from({ length: N }, row)
let c0 = process.cpuUsage(); for (const r of mk) encodeRow(r as any); let c = process.cpuUsage(c0); console.log('encode us/row', (c.user + c.system) / N)
c0 = process.cpuUsage(); const t0 = performance.now()
for (let i = 0; i < N; i += 256) { for (const r of mk.slice(i, i + 256)) w.append(r as any); await w.flush() }
c = process.cpuUsage(c0); console.log('us/row total cpu', ((c.user + c.system) / N).toFixed(1), 'wall us/row', ((performance.now() - t0) * 1000 / N).toFixed(1))
const mk2 = Array.from({ length: 3000 }, row)
c0 = process.cpuUsage(); const t1 = performance.now(); let k = 0
await new Promise<void>((res) => { const iv = setInterval(() => { for (let j = 0; j < 30; j++) { const r = mk2[k++]; if (!r) { clearInterval(iv); res(); return } w.append(r as any) } }, 30) })
await w.flush(); c = process.cpuUsage(c0); console.log('1000/s trickle us/row', ((c.user + c.system) / 3000).toFixed(1), (performance.now() - t1).toFixed(0)+'ms', 'rss', process.memoryUsage().rss / 1e6 | 0, 'lost', w.lost)
const sql = await openSql(url); console.log((await sql.queryRaw({ sql: 'select count(*) from "RequestLog"', args: [], argTypes: [] })).rows); await sql.dispose()
await w.close()
