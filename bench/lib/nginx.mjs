import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Serves a folder over HTTP and TLS on free ports of loopback; below /slow/ with 40 MB/s for each connection. */
export async function startNginx(root, work) {
  const [httpPort, tlsPort] = [await freePort(), await freePort()];
  const [key, certificate] = [join(work, 'key.pem'), join(work, 'certificate.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const making = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate];
  execFileSync('openssl', [...making, ...subject], { stdio: 'ignore' });
  mkdirSync(join(work, 'nginx'), { recursive: true });
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(work, 'nginx', name)};`)
    .join(' ');
  const file = join(work, 'nginx.conf');
  writeFileSync(
    file,
    `worker_processes 2; daemon off; pid ${join(work, 'nginx', 'pid')}; error_log ${join(work, 'nginx', 'errors')};
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; ${temp}
  ssl_certificate ${certificate}; ssl_certificate_key ${key};
  server {
    listen 127.0.0.1:${httpPort}; listen 127.0.0.1:${tlsPort} ssl; root ${root};
    location /slow/ { alias ${root}/; limit_rate 40000000; }
  }
}
`,
  );
  const server = spawn('nginx', ['-p', work, '-c', file], { stdio: 'inherit' });
  await until(httpPort, server);
  return {
    http: `http://127.0.0.1:${httpPort}`,
    tls: `https://127.0.0.1:${tlsPort}`,
    httpPort,
    certificate,
    stop: () => new Promise((resolve) => server.once('exit', resolve).kill()),
  };
}

async function until(port, server) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (server.exitCode !== null) break;
    const isUp = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('close', () => undefined).unref();
      setTimeout(() => socket.destroy(), 50);
    });
    if (isUp) return;
    await sleep(50);
  }
  throw new Error('nginx did not start');
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
