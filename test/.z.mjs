import {rollup} from 'rollup'; import z from 'zlib'; import fs from 'node:fs';
const br=(s)=>z.brotliCompressSync(s).length;
const cfg=(await import('/work/main/rollup.config.mjs')).default[1];
for(const [n,t] of Object.entries({def:true,agg:{moduleSideEffects:(id)=>!/zod/.test(id),propertyReadSideEffects:false,unknownGlobalSideEffects:false,tryCatchDeoptimization:false}, smallest:'smallest'})){
const b=await rollup({...cfg,treeshake:t,onwarn(){}}); const {output}=await b.generate({...cfg.output,file:undefined,sourcemap:false}); console.log(n,output[0].code.length,br(output[0].code)); fs.writeFileSync('/tmp/team/'+n+'.js',output[0].code)}
