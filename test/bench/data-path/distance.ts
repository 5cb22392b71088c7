/** `node distance.ts <port> <to> <from> <ms>`: forwards connections as if they came over a line of so many milliseconds there and back. */
import { connect, createServer, type Socket } from 'node:net';
import process from 'node:process';

const [port, to, from = '', milliseconds] = process.argv.slice(2);
const [oneWay, there, here] = [Number(milliseconds) / 2, Number(to), Number(port)];

/** Gives on what one side says, in its order, half of the way later. */
function carry(source: Socket, target: Socket): void {
  const later = (act: () => void) => void setTimeout(act, oneWay);
  source.on('data', (data) => later(() => target.write(data)));
  source.on('end', () => later(() => target.end()));
  source.on('close', () => later(() => target.destroy()));
  source.on('error', () => undefined);
}

createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  // TCP's own greeting goes there and back before anything is said.
  client.pause();
  setTimeout(() => {
    const server = connect({ port: there, host: '127.0.0.1', localAddress: from, noDelay: true });
    carry(client, server);
    carry(server, client);
    client.resume();
  }, Number(milliseconds));
}).listen(here, '127.0.0.1');
