// Holds a conversation as it is planned; the result is its outcome.
async function converse(plan) {
  const socket = new WebSocket(plan.url, plan.subprotocols);
  socket.binaryType = 'arraybuffer';
  const closed = new Promise(resolve => { socket.onclose = resolve; });
  const next = inboxOf(socket, closed);
  await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error('not opened')); });
  const extensions = socket.extensions.split(';')[0]; // their parameters are not the proxy's affair
  const outcome = { subprotocol: socket.protocol, extensions, received: [] };
  for (const { kind, text, size } of plan.messages) {
    socket.send(kind === 'text' ? text : binary(size));
    outcome.received.push(await received(await next()));
  }
  if (plan.close.by === 'client') socket.close(plan.close.code, plan.close.reason);
  else socket.send(`close:${plan.close.code}:${plan.close.reason}`);
  const { code, reason } = await closed;
  outcome.close = { code, reason };
  return outcome;
}

function inboxOf(socket, closed) {
  const arrived = [];
  let wake = () => {};
  socket.onmessage = ({ data }) => { arrived.push(data); wake(); };
  const lost = closed.then(({ code }) => { throw new Error(`closed with ${code}`); });
  lost.catch(() => {}); // only while a message is awaited is it a failure
  return async () => {
    if (!arrived.length) await Promise.race([new Promise(resolve => { wake = resolve; }), lost]);
    return arrived.shift();
  };
}

// Bytes with a period of 65521, as all peers make them.
function binary(size) {
  const bytes = new Uint8Array(size);
  for (let i = 0, x = 1; i < Math.min(size, 65521); i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[i] = x >>> 24;
  }
  for (let i = 65521; i < size; i += 65521) bytes.set(bytes.subarray(0, Math.min(65521, size - i)), i);
  return bytes;
}

async function received(data) {
  const kind = typeof data === 'string' ? 'text' : 'binary';
  const bytes = kind === 'text' ? new TextEncoder().encode(data) : new Uint8Array(data);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return { kind, length: bytes.length, sha256: [...hash].map(b => b.toString(16).padStart(2, '0')).join('') };
}
