// Talks to a hub as each line of stdin plans, and prints what came of it.
import signalR from '@microsoft/signalr';
import { print, read } from './wire.js';

for await (const plan of read())
  print(await talk(plan));

async function talk({ url, transport, items, greeting }) {
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(url, { transport: signalR.HttpTransportType[transport] })
    .configureLogging(signalR.LogLevel.None)
    .build();
  const greeted = new Promise(resolve => connection.on('greeted', resolve));
  const closed = new Promise(resolve => connection.onclose(resolve));
  await connection.start();
  const outcome = { transport: await connection.invoke('Transport'), length: await connection.invoke('Greet', greeting) };
  outcome.greeted = await greeted;
  outcome.items = await follow(connection, items);
  await connection.stop();
  outcome.error = (await closed)?.message;
  return outcome;
}

/** The hub sends each item when the one before is confirmed. */
function follow(connection, count) {
  const items = [];
  return new Promise((resolve, reject) => connection.stream('Count', count).subscribe({
    next: item => { items.push(item); connection.send('Confirm', item).catch(reject); },
    complete: () => resolve(items),
    error: reject,
  }));
}
