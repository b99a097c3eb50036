import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { glob, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoopbackOrigin, seededBytes, type LoopbackOrigin } from '@modelzoo/testkit';

const MIB = 1024 * 1024;
/** So much may be sent again after a kill, for every connection that there was. */
const LOSS_BYTES = 8 * MIB;
const body = seededBytes(32 * MIB, 'kills');
const sha256 = createHash('sha256').update(body).digest('hex');

const program = fileURLToPath(new URL('fixtures/download-once.ts', import.meta.url));
const blind = new URL('fixtures/blind-file-system.mjs', import.meta.url).href;
const resolver = new URL('../packages/core/test/resolve-typescript.mjs', import.meta.url).href;

type Downloader = ChildProcessByStdio<null, Readable, null>;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoo-kills-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.concurrent('a process that downloads and is killed again and again', () => {
  it.each([
    { name: 'with locks, and a digest to keep to', seed: 1, kills: 13, isBlind: false, promised: sha256 },
    {
      name: 'with locks, and nothing but what the server says',
      seed: 2,
      kills: 12,
      isBlind: false,
      promised: undefined,
    },
    { name: 'where locks do not work, with a digest', seed: 3, kills: 13, isBlind: true, promised: sha256 },
    {
      name: 'where locks do not work, with nothing but what the server says',
      seed: 4,
      kills: 12,
      isBlind: true,
      promised: undefined,
    },
  ])('$name: goes on each time, loses little, and shows no half file', { timeout: 180_000 }, async (scenario) => {
    const random = seededNumbers(scenario.seed);
    const origin = await createLoopbackOrigin();
    origin.setRoute('/m.bin', { body, etag: '"v1"', always: { kind: 'slow', bytesPerMs: 16_000 } });
    const source = join(folder, `source-${String(scenario.seed)}`);
    await mkdir(source);
    const config = { url: origin.url('/m.bin'), sha256: scenario.promised };
    const model = { base_name: 'm', base_filename: 'm.bin', manager: { type: 'http', config } };
    await writeFile(join(source, 'manifest.json'), JSON.stringify({ models: [model] }));

    let kills = 0;
    let completed = 0;
    try {
      for (let round = 0; kills < scenario.kills; round += 1) {
        const home = join(folder, `home-${String(scenario.seed)}-${String(round)}`);
        const sent = new Sent();
        let connections = 1;
        for (let isDone = false; !isDone;) {
          origin.clearRequests();
          const child = download(home, source, scenario.isBlind);
          const mayLive = kills >= scenario.kills;
          const killing = mayLive
            ? Promise.resolve(false)
            : killSomewhen(child, origin, body.length - sent.bytes, random);
          const said = (await text(child.stdout)).trim();
          const wasKilled = await killing;
          if (wasKilled) kills += 1;
          isDone = said === sha256;
          expect({ said, wasKilled }).toStrictEqual({ said: isDone || !wasKilled ? sha256 : '', wasKilled });
          await settle(origin);
          expect(sent.add(origin)).toBeLessThanOrEqual(connections * LOSS_BYTES);
          connections = Math.max(1, origin.requests.length);
          await expectWholeFiles(home);
        }
        completed += 1;
        await rm(home, { recursive: true });
      }
    } finally {
      await origin.close();
    }
    expect(kills).toBe(scenario.kills);
    expect(completed).toBeGreaterThan(0);
  });
});

function download(home: string, source: string, isBlind: boolean): Downloader {
  const imports = [resolver, ...(isBlind ? [blind] : [])].flatMap((url) => ['--import', url]);
  return spawn(process.execPath, ['--conditions=@modelzoo/source', ...imports, program, home, source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
}

/** Kills a process at a moment that the seed decides: after some bytes, or some time. Tells whether it still ran. */
async function killSomewhen(
  child: Downloader,
  origin: LoopbackOrigin,
  leftBytes: number,
  random: () => number,
): Promise<boolean> {
  const exited = once(child, 'exit');
  const [which, share] = [random(), random()];
  if (which < 0.2) {
    await Promise.race([exited, delay(share * 1000)]);
  } else {
    // The last of these are between the last byte and the published model.
    const afterBytes = Math.min(leftBytes, share * 1.05 * leftBytes);
    while (child.exitCode === null && sentBytes(origin) < afterBytes) await delay(2);
    await delay(share * 20);
  }
  child.kill('SIGKILL');
  await exited;
  return child.signalCode === 'SIGKILL';
}

/** Waits until the server, too, has noticed that nobody listens any more. */
async function settle(origin: LoopbackOrigin): Promise<void> {
  for (let before = -1; before !== sentBytes(origin);) {
    before = sentBytes(origin);
    await delay(20);
  }
}

function sentBytes({ requests }: LoopbackOrigin): number {
  return requests.reduce((sum, request) => sum + request.sentBytes, 0);
}

/** Which bytes of the file were sent so far, by pieces of a KiB. */
class Sent {
  readonly #pieces = new Uint8Array(Math.ceil(body.length / 1024));

  get bytes(): number {
    return this.#pieces.reduce((sum, piece) => sum + piece, 0) * 1024;
  }

  /** Adds what the last process was sent, and tells how much of it had been sent before. */
  add({ requests }: LoopbackOrigin): number {
    const before = this.#pieces.slice();
    let again = 0;
    for (const { status, headers, sentBytes: length } of requests) {
      const start = status === 206 ? Number(/bytes=(\d+)/.exec(headers.range ?? '')?.[1]) : 0;
      for (let piece = Math.ceil(start / 1024); piece < Math.floor((start + length) / 1024); piece += 1) {
        again += before[piece] ?? 0;
        this.#pieces[piece] = 1;
      }
    }
    return again * 1024;
  }
}

/** Whatever has its final name is whole. */
async function expectWholeFiles(home: string): Promise<void> {
  for await (const file of glob(join(home, 'blobs', 'sha256', '*', '*')))
    expect(await digestOf(file)).toBe(basename(file));
  for await (const file of glob(join(home, 'models', '**', 'm.bin'))) expect(await digestOf(file)).toBe(sha256);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Numbers from 0 to 1 that are the same for the same seed. */
function seededNumbers(seed: number): () => number {
  const words = new Uint32Array(seededBytes(4 * 1024, seed).buffer);
  let next = 0;
  return () => {
    next += 1;
    return (words[next % words.length] ?? 0) / 2 ** 32;
  };
}
