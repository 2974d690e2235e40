// Talks to a server as each line of stdin plans, and prints what came of it.
import { once } from 'node:events';
import { io } from 'socket.io-client';
import { payloadOf, print, read, received } from './wire.js';

for await (const plan of read())
  print(await talk(plan));

async function talk({ url, headers, messages }) {
  const socket = io(url, { extraHeaders: headers, withCredentials: true, forceNew: true, reconnection: false });
  const transports = [];
  const upgraded = new Promise(resolve => socket.io.on('open', () => {
    transports.push(socket.io.engine.transport.name);
    socket.io.engine.once('upgrade', ({ name }) => resolve(transports.push(name)));
  }));
  const failed = Promise.race(['connect_error', 'disconnect'].map(event =>
    new Promise((_, reject) => socket.once(event, reason => reject(new Error(`${event}: ${reason.description ?? reason}`))))));
  failed.catch(() => {}); // only while something is awaited is it a failure
  const before = patient => Promise.race([patient, failed]);

  const [server] = await before(once(socket, 'welcome'));
  await before(upgraded);
  const echoes = [];
  for (const message of messages) {
    const payload = message.kind === 'text' ? message.text : payloadOf(message);
    const echo = await before(socket.emitWithAck('echo', payload));
    echoes.push(received(Buffer.from(echo), message.kind === 'binary'));
  }
  const last = await before(socket.emitWithAck('transport'));
  socket.disconnect();
  return { server, transports, last, echoes };
}
