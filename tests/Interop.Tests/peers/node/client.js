// Holds each conversation that a line of stdin plans, and prints its outcome.
import { on, once } from 'node:events';
import { WebSocket } from 'ws';
import { maxMessage, payloadOf, print, read, received, sendParts } from './wire.js';

for await (const plan of read())
  print(await converse(plan));

async function converse(plan) {
  const socket = new WebSocket(plan.url, plan.subprotocols, { perMessageDeflate: plan.deflate, maxPayload: maxMessage });
  const inbox = on(socket, 'message', { close: ['close'] });
  const closed = once(socket, 'close');
  await once(socket, 'open');

  const outcome = { subprotocol: socket.protocol, extensions: socket.extensions, received: [] };
  if (plan.ping) {
    socket.ping(plan.ping);
    outcome.pong = String((await once(socket, 'pong'))[0]);
  }
  for (const message of plan.messages) {
    sendParts(socket, payloadOf(message), message.kind === 'binary', message.parts);
    const [data, binary] = (await inbox.next()).value;
    outcome.received.push(received(data, binary));
  }
  if (plan.close.by === 'client')
    socket.close(plan.close.code, plan.close.reason);
  else
    socket.send(`close:${plan.close.code}:${plan.close.reason}`);
  const [code, reason] = await closed;
  outcome.close = { code, reason: String(reason) };
  return outcome;
}
