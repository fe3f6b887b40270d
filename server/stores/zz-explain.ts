import { openDatabase } from '#server/platform/database'
import { openSql } from '#server/platform/database-adapter'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { migrate } from '#server/platform/migrate'
import { createUsageStore } from '#server/stores/usage-store'
import { fillRequestLog } from '../../bench/fill-request-log'
async function main(){
 const kind=process.argv[2]; const rows=Number(process.argv[3]??320000)
 const under=databasesUnderTest(process.env['TEST_DATABASE_URL']).find(u=>u.kind===kind)!
 const f=await under.create(); const log={info(){},warn(){}}
 await migrate({url:f.url,directory:'/work/main/prisma/migrations',log})
 const sql=await openSql(f.url); const U=Date.parse('2026-11-02T00:00:00Z')
 await fillRequestLog({sql,kind:under.kind,rows,days:32,untilMs:U,onDay(){}})
 console.log(f.url)
}
main()
