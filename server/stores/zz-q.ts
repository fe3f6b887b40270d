import { databaseKind } from '#server/platform/database-adapter'
import { createAdapterFactory } from '#server/platform/database-adapter'
import { createUsageStore } from '#server/stores/usage-store'
async function main(){
 const url=process.argv[2]!; const kind=databaseKind(url)
 const gen = kind==='sqlite' ? await import('#prisma/generated/sqlite/client') : await import('#prisma/generated/postgresql/client')
 const adapter=await createAdapterFactory({url})
 const client=new (gen as any).PrismaClient({adapter, log:[{emit:'event',level:'query'}]})
 const seen:any[]=[]; client.$on('query',(e:any)=>seen.push(e))
 const usage=createUsageStore({client,kind} as any)
 const U=Date.parse('2026-11-02T00:00:00Z')
 const [by,bucket,limit,tz]=process.argv.slice(3)
 const q={by,bucket,limit:Number(limit),timeZone:tz,filter:{},rank:'cost',fromMs:U-29.3*86400000,toMs:U-0.4*86400000} as any
 for(let i=0;i<3;i++){seen.length=0;const t=performance.now();await usage.statistics(q);console.log('total',(performance.now()-t).toFixed(1), seen.map(e=>e.duration).join(' '))}
 for(const e of seen){ if(process.argv[7]!=='plan') continue
   const r=await client.$queryRawUnsafe((kind==='sqlite'?'EXPLAIN QUERY PLAN ':'EXPLAIN (ANALYZE, TIMING OFF) ')+e.query,...JSON.parse(e.params))
   console.log(e.query.replace(/CASE WHEN .* END AS "bucket"/,'CASE..').replace(/\s+/g,' ').slice(0,300)); for(const l of r) console.log('   ',kind==='sqlite'?l.detail:l['QUERY PLAN']) }
 await client.$disconnect()
}
main()
