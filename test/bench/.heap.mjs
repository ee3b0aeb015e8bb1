import inspector from 'node:inspector/promises'; import fs from 'node:fs';
await import('./.prof.mjs');
const s=new inspector.Session(); s.connect(); 
setTimeout(async()=>{await s.post('HeapProfiler.startSampling',{samplingInterval:4096,includeObjectsCollectedByMajorGC:true,includeObjectsCollectedByMinorGC:true});
setTimeout(async()=>{const {profile}=await s.post('HeapProfiler.stopSampling'); const self={}; const walk=(n)=>{const k=n.callFrame.functionName+' '+n.callFrame.url.split('/').slice(-3).join('/')+':'+n.callFrame.lineNumber; self[k]=(self[k]||0)+n.selfSize; n.children.forEach(walk)}; walk(profile.head); const t=Object.values(self).reduce((a,b)=>a+b); console.log('total',(t/1e6).toFixed(0),'MB'); Object.entries(self).sort((a,b)=>b[1]-a[1]).slice(0,40).forEach(([k,v])=>console.log((v/t*100).toFixed(1)+'%',k)); process.exit(0)},2000)},1500);
