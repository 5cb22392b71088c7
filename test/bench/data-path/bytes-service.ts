/** `node bytes-service.ts <port>`: a service whose `/<number>` is that many bytes, and which takes whatever is sent to it. */
import { createServer, type ServerResponse } from 'node:http';
import process from 'node:process';

const CHUNK = Buffer.alloc(256 * 1024, 'latchkey ');

function send(response: ServerResponse, bytes: number): void {
  let left = bytes;
  const more = () => {
    while (left > 0) {
      const part = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
      left -= part.length;
      if (!response.write(part)) return void response.once('drain', more);
    }
    response.end();
  };
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
  more();
}

createServer((request, response) => {
  if (request.method === 'GET') send(response, Number(request.url?.slice(1)) || 0);
  else request.resume().once('end', () => response.writeHead(200, { 'content-length': 0 }).end());
}).listen(Number(process.argv[2]), '127.0.0.1');
