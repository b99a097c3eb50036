import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { runServer } from 'verdaccio';
import { createTempFolder } from './temp-folder.js';
import { integrityOf } from './integrity-of.js';

/** A real registry on loopback, empty at first. Packages of the scope `@private` are for users only. */
export interface Verdaccio extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Of a user who may publish and see everything. */
  readonly token: string;
  publish(name: string, version: string, tarball: Uint8Array): Promise<void>;
}

export async function startVerdaccio(): Promise<Verdaccio> {
  const folder = await createTempFolder();
  const server: Server = await runServer({
    self_path: join(folder.path, 'config.yaml'),
    storage: join(folder.path, 'storage'),
    auth: { htpasswd: { file: join(folder.path, 'htpasswd') } },
    uplinks: {},
    packages: {
      '@private/*': { access: '$authenticated', publish: '$authenticated' },
      '**': { access: '$all', publish: '$authenticated' },
    },
    log: { type: 'stdout', level: 'fatal' },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function put(path: string, body: object, token?: string): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`verdaccio answered ${response.status} to ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  const user = { name: 'somebody', password: 'a long enough password' };
  const { token } = (await put('-/user/org.couchdb.user:somebody', user)) as { token: string };
  return {
    url,
    token,
    async publish(name, version, tarball) {
      const file = `${name}-${version}.tgz`;
      const dist = { tarball: `${url}${name}/-/${file}`, integrity: integrityOf(tarball) };
      const data = Buffer.from(tarball).toString('base64');
      const document = {
        _id: name,
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { name, version, dist } },
        _attachments: { [file]: { content_type: 'application/octet-stream', data, length: tarball.byteLength } },
      };
      await put(name.replace('/', '%2f'), document, token);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await folder[Symbol.asyncDispose]();
    },
  };
}
