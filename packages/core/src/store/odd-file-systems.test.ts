import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runZooProcess, serveWeights, zooProcess, type ZooProcessResult } from '../../test/run-zoo-process.js';
import { tempFolder } from '../../test/temp-folder.js';

const WEIGHTS = Buffer.alloc(64 * 1024, 'weights ');
const canTrace = process.platform === 'linux' && spawnSync('strace', ['-qq', '-e', 'none', 'true']).status === 0;

/** Downloads and reads again in a process in which system calls fail as they do on other file systems. */
function downloadWith(fault: string, home: string, origin: string): Promise<ZooProcessResult> {
  const tracing = ['-f', '-qq', '-o', '/dev/null', '-e', 'signal=none'];
  tracing.push('-e', `trace=${fault.split(':')[0]}`, '-e', `inject=${fault}`);
  return new Promise((resolve, reject) => {
    execFile('strace', [...tracing, ...zooProcess(home, origin, 'download,verify')], (error, out, text) => {
      if (error === null) resolve(JSON.parse(out) as ZooProcessResult);
      else reject(new Error(text));
    });
  });
}

describe.skipIf(!canTrace)('a home folder on a file system', () => {
  it.each([
    ['that has no links', 'link,linkat:error=EPERM'],
    ['that has no permissions', 'chmod,fchmod,fchmodat:error=EPERM'],
  ])('%s has whole models', async (_name, fault) => {
    const { origin, close } = await serveWeights(WEIGHTS, 1, 0);
    onTestFinished(close);
    const home = join(await tempFolder(), 'home');
    const downloaded = await downloadWith(fault, home, origin);
    expect(downloaded).toMatchObject({ ok: true, result: [{}, [{ ok: true }]] });
  });

  it.each<[string, string]>([
    ['EIO', 'fsync,fdatasync:error=EIO'],
    ['EMFILE', 'mkdir:error=EMFILE:when=4+'],
    ['EACCES', 'rename:error=EACCES'],
  ])('that fails with %s stays whole, and the user is told', async (code, fault) => {
    const { origin, close } = await serveWeights(WEIGHTS, 1, 0);
    onTestFinished(close);
    const home = join(await tempFolder(), 'home');
    expect(await downloadWith(fault, home, origin), code).toMatchObject({ ok: false, code: 'ERR_ZOO_STORE_IO' });
    expect(await runZooProcess(home, origin, 'download,verify')).toMatchObject({
      ok: true,
      result: [{}, [{ ok: true }]],
    });
  });
});
