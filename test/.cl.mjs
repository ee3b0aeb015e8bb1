import {rollup} from 'rollup'; import z from 'zlib'; import fs from 'fs';
const cfg=(await import('/work/main/rollup.config.mjs')).default; const br=(s)=>z.brotliCompressSync(s).length;
const c=cfg[1]; const b=await rollup({...c,onwarn(){}}); const {output}=await b.generate({...c.output,file:undefined,sourcemap:false}); fs.writeFileSync('/tmp/classic.js',output[0].code); console.log('classic',br(output[0].code), output[0].code.length);
