import { serve } from '@hono/node-server'; import { Hono } from 'hono';
const app=new Hono(); app.post('/', async (c)=>{const {broker}=await c.req.json(); return c.json({id:'1',broker,state:'active'},201)});
serve({fetch:app.fetch,port:3999,hostname:'127.0.0.1'}); process.on('SIGTERM',()=>process.exit(0));
