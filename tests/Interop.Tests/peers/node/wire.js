// What the scripts share: lines of JSON to and from the tests, and the content of messages.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

/** More than any message of the tests. */
export const maxMessage = 64 * 1024 * 1024;

/** What the tests write, line by line, up to the end of stdin: then a script ends too, so that it outlives no test. */
export async function* read() {
  for await (const line of createInterface({ input: process.stdin }))
    yield JSON.parse(line);
}

export function print(value) {
  process.stdout.write(JSON.stringify(value) + '\n');
}

/** Payload of a message of a plan. Binary content has a period of 65521 bytes, which deflate's window does not reach. */
export function payloadOf({ kind, text, size }) {
  return kind === 'text' ? Buffer.from(text) : Buffer.alloc(size, block());
}

/** Sends a message in this many frames. */
export function sendParts(socket, payload, binary, parts) {
  const step = Math.ceil(payload.length / parts);
  for (let i = 0; i < parts; i++)
    socket.send(payload.subarray(i * step, (i + 1) * step), { binary, fin: i === parts - 1 });
}

/** What the tests compare of a message that came. */
export function received(data, binary) {
  return { kind: binary ? 'binary' : 'text', length: data.length, sha256: createHash('sha256').update(data).digest('hex') };
}

function block() {
  const bytes = Buffer.alloc(65521);
  for (let i = 0, x = 1; i < bytes.length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}
