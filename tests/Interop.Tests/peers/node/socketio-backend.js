// Prints its port, says it to every client, and echoes what clients say, until the end of stdin.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { print, read } from './wire.js';

const server = createServer();
const io = new Server(server);
io.on('connection', socket => {
  socket.emit('welcome', server.address().port);
  socket.on('echo', (data, answer) => answer(data));
  socket.on('transport', answer => answer(socket.conn.transport.name));
});
server.listen(0, '127.0.0.1', () => print(server.address().port));
for await (const line of read());
process.exit();
