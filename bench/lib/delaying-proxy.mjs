// Passes connections on to another port of loopback, and everything on them later: node delaying-proxy.mjs <port> <ms>
import { connect, createServer } from 'node:net';

const [port, delayMs] = process.argv.slice(2).map(Number);
/** What may be on its way at a time, in each direction: a line that is long, and not narrow. */
const WINDOW_BYTES = 4 * 1024 * 1024;

const server = createServer({ noDelay: true }, (client) => {
  const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
  passOn(client, upstream);
  passOn(upstream, client);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));

function passOn(from, to) {
  let onTheWay = 0;
  from.on('data', (bytes) => {
    onTheWay += bytes.length;
    if (onTheWay >= WINDOW_BYTES) from.pause();
    setTimeout(() => {
      to.write(bytes);
      onTheWay -= bytes.length;
      if (onTheWay < WINDOW_BYTES) from.resume();
    }, delayMs / 2);
  });
  from.on('end', () => setTimeout(() => to.end(), delayMs / 2));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
}
