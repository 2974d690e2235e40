// What node's own server reads of a connection: prints the methods that it knows, then for each line, of bytes in base64, the requests that
// it reads of them, and the error that ended it. It reads up to a request that asks it to close.
import http from 'node:http';
import net from 'node:net';
import { print, read } from './wire.js';

let reading; // of the present connection
const server = http.createServer({ insecureHTTPParser: false }, async (request, response) => {
  const read = { method: request.method, target: request.url, fields: pairs(request.rawHeaders), body: null, trailers: [] };
  reading.requests.push(read);
  const body = [];
  try {
    for await (const part of request)
      body.push(part);
  } catch {
    return; // what is broken in it is told to clientError
  }
  read.body = Buffer.concat(body).toString('latin1');
  read.trailers = pairs(request.rawTrailers);
  response.end();
});
server.on('clientError', (error, socket) => {
  reading.error = error.code;
  socket.destroy();
});
await new Promise(listening => server.listen(0, '127.0.0.1', listening));
print(http.METHODS);
for await (const line of read()) {
  reading = { requests: [], error: null };
  await send(Buffer.from(line, 'base64'));
  print({ ...reading, requests: reading.requests.filter(request => request.body !== null) });
}
process.exit();

function send(bytes) {
  return new Promise(closed => {
    const socket = net.connect(server.address().port, '127.0.0.1', () => socket.write(bytes));
    // One that waits for more than there is would never close.
    socket.setTimeout(10_000, () => {
      reading.error ??= 'waits for more';
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', closed);
    socket.resume();
  });
}

function pairs(flat) {
  return flat.flatMap((name, at) => at % 2 ? [] : [[name, flat[at + 1]]]);
}
