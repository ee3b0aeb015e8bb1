import {rollup} from 'rollup'; import z from 'zlib';
const br=(s)=>z.brotliCompressSync(s).length;
const cfg=(await import('/work/main/rollup.config.mjs')).default[1];
async function size(stub){
 const plug={name:'stub',transform:{order:'post',handler(code,id){ if(stub&&id.endsWith(stub)){ const names=[...code.matchAll(/export (?:async )?(?:const|function|class|let) (\w+)/g)].map(m=>m[1]); const br=[...code.matchAll(/export \{([^}]*)\}/g)].flatMap(m=>m[1].split(',').map(s=>s.trim().split(' as ').pop()).filter(Boolean)); return {code:[...new Set([...names,...br])].map(n=>`export const ${n}=globalThis.${n};`).join('\n'),map:null}; } return null; }}};
 const b=await rollup({...cfg,plugins:[...cfg.plugins.slice(0,2),plug,...cfg.plugins.slice(2)],onwarn(){}}); const {output}=await b.generate({...cfg.output,file:undefined,sourcemap:false}); return br(output[0].code);
}
const full=await size(); console.log('classic',full);
if(process.argv[2]) { const files=process.argv.slice(2); for(const f of files) console.log(f, full-await size(f)); }
