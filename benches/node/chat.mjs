// chat.mjs CONTENDER OUTPUT: the chat short of benches/peers. `child` starts its ffmpeg script, `ours` renders CHAT_DOCUMENT.
import { readFileSync } from 'node:fs';

import { command, contenders } from './contenders.mjs';

const [name, output] = process.argv.slice(2);
if (name === 'child') {
  await command(process.env.CHAT_SCRIPT, [output]);
} else {
  const { engine, close } = await contenders.ours();
  await engine.render(JSON.parse(readFileSync(process.env.CHAT_DOCUMENT, 'utf8')), output);
  await close();
}
