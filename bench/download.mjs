// How long downloads take beside other programs. Needs the build, nginx and openssl; prints tables for bench/README.md.
//   node bench/download.mjs [--rounds 5] [--only http,tls,slow,far,small,medium,verify] [--size 2048] [--folder <path>]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hasProgram } from './lib/has-program.mjs';
import { markdownTable } from './lib/markdown-table.mjs';
import { median } from './lib/median.mjs';
import { startNginx } from './lib/nginx.mjs';
import { runMeasured } from './lib/run-measured.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'http,tls,slow,far,small,medium,verify' },
    /** MiB of the large file. */
    size: { type: 'string', default: '2048' },
    /** Where everything is written. In memory the engines are compared; on a disk, what it can take. */
    folder: { type: 'string', default: existsSync('/dev/shm') ? '/dev/shm' : tmpdir() },
  },
});
const rounds = Number(options.rounds);
const only = new Set(options.only.split(','));
const sizeMiB = Number(options.size);
const MEMORY_GOAL_MIB = 120;
const zoo = fileURLToPath(new URL('../apps/cli/dist/bin.js', import.meta.url));
const lib = (name) => fileURLToPath(new URL(`lib/${name}`, import.meta.url));

const work = mkdtempSync(join(options.folder, 'modelzoo-bench-'));
const served = join(work, 'served');
const out = join(work, 'out');
mkdirSync(served);
/** @type {(() => unknown)[]} */
const cleanUp = [() => rmSync(work, { recursive: true, force: true })];

try {
  const large = write('large.bin', sizeMiB * 2 ** 20);
  const nginx = await startNginx(served, work);
  cleanUp.unshift(nginx.stop);
  const npmPeers = only.has('http') ? installPeers(['@huggingface/hub', 'ipull']) : undefined;
  const rows = [];
  for (const name of only) {
    const scenario = await makeScenarios()[name](nginx, large, npmPeers);
    if (scenario !== undefined) rows.push(...(await measure(name, scenario)));
  }
  console.log(markdownTable(['scenario', 'modelzoo', 'memory', 'other', 'its time', 'ratio', 'goal', 'met'], rows));
} finally {
  for (const each of cleanUp) await each();
}

/** The large file by itself. */
function one(name, base, extra = {}) {
  return { name, files: [{ url: `${base}/large.bin` }], ...extra };
}

function curl(url, ...more) {
  return ['curl', '-sS', ...more, '-o', join(out, 'large.bin'), url];
}

function aria(url, ...more) {
  return ['aria2c', '-q', '-x16', '-s16', '-k8M', '--file-allocation=none', '-d', out, ...more, url];
}

/** Every scenario: what we download, and whom it is compared with, how many times as long it may take at most. */
function makeScenarios() {
  return {
    http: (nginx, { sha256 }, npmPeers) => ({
      ...one(`${sizeMiB} MiB over HTTP`, nginx.http),
      others: [
        ['curl, unverified', curl(`${nginx.http}/large.bin`), 1],
        ['aria2c -x16 --checksum', aria(`${nginx.http}/large.bin`, `--checksum=sha-256=${sha256}`), 0.35],
        ...(npmPeers === undefined
          ? []
          : [
              ['@huggingface/hub', npmPeer(npmPeers, '@huggingface/hub', nginx), 0.4],
              ['ipull', npmPeer(npmPeers, 'ipull', nginx), 0.15],
            ]),
      ],
    }),
    tls: (nginx) => ({
      ...one(`${sizeMiB} MiB over TLS`, nginx.tls, { authority: nginx.certificate }),
      others: [['curl, unverified', curl(`${nginx.tls}/large.bin`, '--cacert', nginx.certificate), 1.15]],
    }),
    slow: (nginx) => ({
      ...one('40 MB/s per connection', `${nginx.http}/slow`),
      others: [['aria2c -x16, unverified', aria(`${nginx.http}/slow/large.bin`), 0.85]],
    }),
    async far(nginx) {
      const base = await startProxy(nginx.httpPort, 50);
      return {
        ...one('50 ms round trip', base),
        others: [['aria2c -x16, unverified', aria(`${base}/large.bin`), 1]],
      };
    },
    small: (nginx) => many('2,000 × 20 KiB', nginx, 'small', 2000, 20 * 1024),
    medium: (nginx) => many('20 × 50 MiB', nginx, 'medium', 20, 50 * 2 ** 20),
    verify: (nginx) => {
      const files = Array.from({ length: 8 }, (_, index) => write(`part-${index}.bin`, (sizeMiB / 8) * 2 ** 20));
      return {
        name: 'zoo verify, 8 files',
        files: files.map(({ name }) => ({ url: `${nginx.http}/${name}`, path: name })),
        isVerify: true,
        others: [['sha256sum', ['sha256sum', ...files.map(({ path }) => path)], 0.6]],
      };
    },
  };
}

function many(name, nginx, prefix, count, bytes) {
  const files = Array.from({ length: count }, (_, index) => write(`${prefix}-${index}.bin`, bytes));
  const list = join(work, `${prefix}.txt`);
  writeFileSync(list, files.map((file) => `${nginx.http}/${file.name}\n`).join(''));
  const flags = ['-q', '-j16', '-x1', '--file-allocation=none', '--max-connection-per-server=16', '-d', out];
  return {
    name,
    files: files.map((file) => ({ url: `${nginx.http}/${file.name}`, path: file.name })),
    others: [['aria2c -i -j16, unverified', ['aria2c', ...flags, '-i', list], 1]],
  };
}

/** Takes turns: what disturbs the machine disturbs all. The first round fills caches and does not count. */
async function measure(key, { name, files, authority, isVerify = false, others }) {
  const present = others.filter(([who, [program]]) => {
    const isThere = program === process.execPath || hasProgram(program);
    if (!isThere) console.error(`${who} is not installed`);
    return isThere;
  });
  const template = makeHome(key, files, authority);
  const home = join(work, 'home');
  const runs = new Map([['modelzoo', []], ...present.map(([who]) => [who, []])]);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [who, samples] of runs) {
      rmSync(out, { recursive: true, force: true });
      mkdirSync(out);
      const command = present.find(([other]) => other === who)?.[1];
      let sample;
      if (command !== undefined) sample = await runMeasured(command[0], command.slice(1));
      else {
        rmSync(home, { recursive: true, force: true });
        cpSync(template, home, { recursive: true });
        if (isVerify) {
          runZoo(home, 'download', 'bench');
          rmSync(join(home, 'verified.json'), { force: true });
        }
        sample = await runMeasured(process.execPath, [
          zoo,
          '--home',
          home,
          '--quiet',
          isVerify ? 'verify' : 'download',
          'bench',
        ]);
        rmSync(home, { recursive: true, force: true });
      }
      if (round > 0) samples.push(sample);
      console.error(`${name}, ${who}: ${(sample.ms / 1000).toFixed(2)} s, ${sample.peakMiB.toFixed(0)} MiB`);
    }
  }
  rmSync(out, { recursive: true, force: true });
  const ours = median(runs.get('modelzoo').map(({ ms }) => ms));
  const memory = Math.max(...runs.get('modelzoo').map(({ peakMiB }) => peakMiB));
  return present.map(([who, , goal]) => {
    const theirs = median(runs.get(who).map(({ ms }) => ms));
    const isMet = ours / theirs <= goal && memory <= MEMORY_GOAL_MIB;
    const ratio = (ours / theirs).toFixed(2);
    return [
      name,
      seconds(ours),
      `${memory.toFixed(0)} MiB`,
      who,
      seconds(theirs),
      ratio,
      `≤ ${goal}`,
      isMet ? 'yes' : 'no',
    ];
  });
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** A home folder with a source of one model that has these files. */
function makeHome(key, files, authority) {
  const [source, home] = [join(work, `source-${key}`), join(work, `home-${key}`)];
  mkdirSync(source);
  mkdirSync(home);
  const config = files.length === 1 ? files[0] : { files };
  const model = {
    base_name: 'bench',
    ...(files.length === 1 && { base_filename: 'large.bin' }),
    manager: { type: 'http', config },
  };
  writeFileSync(join(source, 'manifest.json'), JSON.stringify({ models: [model] }));
  if (authority !== undefined)
    writeFileSync(join(home, 'config.json'), JSON.stringify({ certificateAuthorities: [authority] }));
  runZoo(home, 'register-source', source);
  return home;
}

function runZoo(home, ...args) {
  execFileSync(process.execPath, [zoo, '--home', home, '--quiet', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A file of noise. */
function write(name, bytes) {
  const path = join(served, name);
  if (!existsSync(path)) {
    const noise = randomFillSync(Buffer.alloc(Math.min(bytes, 2 ** 22)));
    const file = openSync(path, 'w');
    for (let done = 0; done < bytes; done += noise.length) {
      noise.writeBigUInt64LE(BigInt(done), 0);
      writeSync(file, noise, 0, Math.min(noise.length, bytes - done));
    }
    closeSync(file);
  }
  return {
    name,
    path,
    sha256: name === 'large.bin' ? execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64) : '',
  };
}

async function startProxy(port, delayMs) {
  const proxy = spawn(process.execPath, [lib('delaying-proxy.mjs'), port, delayMs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanUp.unshift(() => proxy.kill());
  for await (const line of createInterface(proxy.stdout)) return `http://127.0.0.1:${line}`;
  throw new Error('the proxy did not start');
}

/** Packages that are compared, in a folder of their own; `undefined` where they cannot be had. */
function installPeers(names) {
  const folder = join(work, 'peers');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...names], { cwd: folder });
  if (status === 0) return folder;
  console.error(`${names.join(' and ')} cannot be installed`);
  return undefined;
}

function npmPeer(folder, name, nginx) {
  if (name !== 'ipull') mkdirSync(join(served, 'bench/model/resolve/main'), { recursive: true });
  const link = join(served, 'bench/model/resolve/main/large.bin');
  if (name !== 'ipull' && !existsSync(link)) symlinkSync(join(served, 'large.bin'), link);
  return [process.execPath, lib('npm-peer.mjs'), folder, name, `${nginx.http}/large.bin`, join(out, 'large.bin')];
}
