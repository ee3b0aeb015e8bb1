import { serve } from '@hono/node-server'; import { Hono } from 'hono'; 
import { createMemoryStore } from '../../dist/server/index.js'; import { readBody } from '../../dist/server/body.js'; import { fingerprintOf } from '../../dist/server/fingerprint.js'; import { json } from '../../dist/server/problem.js'; import { isForeign, corsHeaders } from '../../dist/server/origin.js'; import { Patience } from '../../dist/server/patience.js';
const S=+process.env.S; const store=createMemoryStore(); const policy={allowedOrigins:[],allowedHeaders:[]};
const verifier=()=>Promise.resolve({ok:true,connection:{accounts:[{id:'1',name:'Account'}],access:'full'}}); const verifiers={'t-invest':verifier}; let n=0;
const saved={id:'x',broker:'t-invest',accounts:[{id:'1',name:'Account'}],access:'full',state:'active',connectedAt:new Date().toISOString()};
async function handle(request){
  if(S>=1){ isForeign(request,policy); corsHeaders(request,policy);}
  if(S>=2) new URL(request.url).pathname;
  const key=S>=3?(request.headers.get('idempotency-key')??crypto.randomUUID()):'k';
  let body;
  if(S>=4) ({body}=await readBody(request,verifiers)); else body=JSON.parse(await request.text());
  const user='u'+n++%1000;
  const fp=S>=5?await fingerprintOf(user,key,body):'f';
  let c; if(S>=6) c=await store.claim({user,key,fingerprint:fp,lease:1e5});
  if(S>=7){const p=new Patience(request,25000); await p.wait(verifier()); p.stop();}
  let out=saved;
  if(S>=8){out=(await store.save({user,attempt:c.attempt,connection:{broker:'t-invest',accounts:[{id:'1',name:'a'}],connectedAt:new Date().toISOString()},credentials:body.credentials})).body}
  if(S>=9) JSON.stringify(out).includes(body.credentials.token);
  return json(201,typeof out==='string'?out:JSON.stringify(out));
}
const app=new Hono(); app.all('/',({req})=>handle(req.raw)); serve({fetch:app.fetch,port:3999,hostname:'127.0.0.1'}); process.on('SIGTERM',()=>process.exit(0));
