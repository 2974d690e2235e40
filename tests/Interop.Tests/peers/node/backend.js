// Prints its port, echoes messages, obeys "ping:" and "close:", and prints what it knew of each connection at its end.
import { WebSocketServer } from 'ws';
import { maxMessage, print, read, sendParts } from './wire.js';

const lines = read();
const options = (await lines.next()).value;
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: options.deflate,
  maxPayload: maxMessage,
  handleProtocols: offered => offered.has('echo.v2') && 'echo.v2',
});
server.on('connection', (socket, request) => {
  const parts = Number(new URL(request.url, 'http://backend').searchParams.get('parts') ?? 1);
  socket.on('message', (data, binary) => {
    const [word, first, ...rest] = binary ? [] : String(data.subarray(0, 200)).split(':');
    if (word === 'ping') {
      socket.ping(first);
    } else if (word === 'close') {
      socket.close(Number(first), rest.join(':'));
    } else {
      sendParts(socket, data, binary, parts);
    }
  });
  socket.on('pong', data => socket.send(`pong:${data}`));
  socket.on('error', error => console.error(error));
  socket.on('close', (code, reason) =>
    print({ subprotocol: socket.protocol, extensions: socket.extensions, close: { code, reason: String(reason) } }));
});
server.on('listening', () => print(server.address().port));
await lines.next();
process.exit();
