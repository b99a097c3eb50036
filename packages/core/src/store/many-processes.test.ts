import { chmod, chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runZooProcess, serveWeights, startZooProcess } from '../../test/run-zoo-process.js';
import { tempFolder } from '../../test/temp-folder.js';

const WEIGHTS = Buffer.alloc(256 * 1024, 'weights ');

async function serve(pauseMs: number) {
  const server = await serveWeights(WEIGHTS, 8, pauseMs);
  onTestFinished(server.close);
  return server;
}

describe('many processes', () => {
  it('that want the same model transfer it once, and all have it', async () => {
    const { origin, sent } = await serve(30);
    const home = join(await tempFolder(), 'home');
    const results = await Promise.all(Array.from({ length: 8 }, () => runZooProcess(home, origin, 'download')));
    expect(results.map(({ ok }) => ok)).toStrictEqual(Array.from({ length: 8 }, () => true));
    expect(sent).toStrictEqual({ requests: 1, bytes: WEIGHTS.length });
    expect(await readdir(join(home, 'temp'))).toStrictEqual([]);
  });

  it('do not wait for one that was killed', async () => {
    const { origin, sent } = await serve(30);
    const home = join(await tempFolder(), 'home');
    const first = startZooProcess(home, origin, 'download');
    while (sent.bytes === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    first.kill('SIGKILL');
    const results = await Promise.all(Array.from({ length: 3 }, () => runZooProcess(home, origin, 'download')));
    expect(results.map(({ ok }) => ok)).toStrictEqual([true, true, true]);
    expect(sent.requests).toBe(2);
  });

  it('may delete a model while others load it, which have the whole of it or are told', async () => {
    const { origin } = await serve(0);
    const home = join(await tempFolder(), 'home');
    await runZooProcess(home, origin, 'download');
    const [deleted, ...loads] = await Promise.all(
      ['delete', 'load', 'load', 'load'].map((what) => runZooProcess(home, origin, what)),
    );
    expect(deleted).toMatchObject({ ok: true });
    for (const { ok, code } of loads) expect([true, 'ERR_ZOO_MODEL_NOT_DOWNLOADED']).toContain(ok || code);
  });
});

const canBeOthers = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canBeOthers)('a home folder of a team', () => {
  it('is one that all of them change, whatever their umask is', async () => {
    const { origin, sent } = await serve(0);
    const folder = await tempFolder();
    await chmod(folder, 0o755);
    const home = join(folder, 'home');
    await mkdir(home);
    await chown(home, 0, 4000);
    await chmod(home, 0o2770);
    const [ann, bob] = [4001, 4002].map((uid) => (what: string) => {
      return runZooProcess(home, origin, what, { user: { uid, gid: 4000 }, umask: uid === 4001 ? '077' : '022' });
    });
    if (ann === undefined || bob === undefined) throw new TypeError('There are two.');
    expect(await ann('download')).toMatchObject({ ok: true });
    expect(await bob('verify,update,delete,download')).toMatchObject({
      ok: true,
      result: [[{ ok: true }], {}, { freedBytes: WEIGHTS.length }, {}],
    });
    expect(await ann('delete')).toMatchObject({ ok: true, result: { freedBytes: WEIGHTS.length } });
    expect(sent.requests).toBe(2);
  });
});
