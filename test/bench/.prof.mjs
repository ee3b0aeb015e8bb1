import { serve } from '@hono/node-server'; import { Hono } from 'hono'; import { createConnectHandler, createMemoryStore } from '/work/wt-kit/dist/server/index.js'; import autocannon from 'autocannon';
const app=new Hono(); let next=0; const handle=createConnectHandler({authenticate:()=>`user-${next++%1000}`,store:createMemoryStore(),verifiers:{'t-invest':()=>Promise.resolve({ok:true,connection:{accounts:[{id:'1',name:'Account'}],access:'full'}})}});
app.all('/',({req})=>handle(req.raw));
const s=serve({fetch:app.fetch,port:3999,hostname:'127.0.0.1'});
process.on('SIGTERM',()=>process.exit(0));
