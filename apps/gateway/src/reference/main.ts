/** `npm run docs`: writes the reference documents anew. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { documents, FOLDER } from './documents.js';

const written = await documents();
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(written)) writeFileSync(`${FOLDER}/${name}`, text);
console.log(`已写入 ${FOLDER}：${Object.keys(written).join('、')}  (written)`);
