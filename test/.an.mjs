import {rollup} from 'rollup';
import fs from 'fs'; import z from 'zlib';
const cfg=(await import('/work/main/rollup.config.mjs')).default[2];
const b=await rollup({...cfg,onwarn(){}});
const {output}=await b.generate({...cfg.output,sourcemap:false});
for(const c of output){ if(!c.code) continue; console.log(c.fileName,c.code.length,z.brotliCompressSync(c.code).length,c.imports,c.dynamicImports); 
 for(const [m,i] of Object.entries(c.modules)) if(i.renderedLength>150) console.log('   ',i.renderedLength,z.brotliCompressSync(i.code||'').length,m.replace('/work/main/','').slice(-60)); }
