import { createMemoryStore, createConnectHandler } from '../../dist/server/index.js';
import '@hono/node-server';
const store=createMemoryStore(); let n=0; const h=createConnectHandler({authenticate:()=>`user-${n++%1000}`,store,verifiers:{'t-invest':()=>Promise.resolve({ok:true,connection:{accounts:[{id:'1',name:'Account'}],access:'full'}})}});
const text=JSON.stringify({broker:'t-invest',credentials:{token:'t.'+'x'.repeat(86)}}); const hdr={m:{'content-type':'application/json','content-length':'200'},get(k){return this.m[k]??null}};
const fake={method:'POST',url:'http://x.example/api',headers:hdr,text:async()=>text,signal:new AbortController().signal};
const R=globalThis.Response; globalThis.Response=class{constructor(b,i){this.b=b;this.i=i;this.headers=i.headers}};
for(let i=0;i<50000;i++)await h(fake); const s=performance.now(); const N=300000; for(let i=0;i<N;i++)await h(fake); console.log(((performance.now()-s)*1000/N).toFixed(2)+'us');
