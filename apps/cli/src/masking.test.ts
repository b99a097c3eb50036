import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative, sep } from 'node:path';
import { createLoopbackOrigin, type LoopbackOrigin } from '@modelzoo/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { colourSource, readColourWeights } from '../test/support/colour-source.js';
import { runCli, type CliRun } from '../test/support/run-cli.js';
import { packSource } from '../test/support/source-forms.js';
import { tempFolder } from '../test/support/temp-folder.js';

const IN_ENV = 'canary-env-1f2e';
const IN_NPMRC = 'canary-npmrc-3a4b';
const IN_REFERENCE = 'canary-reference-5c6d';
const IN_MANIFEST = 'canary-manifest-7e8f';
const SECRETS = [IN_ENV, IN_NPMRC, IN_REFERENCE, IN_MANIFEST];

/** Colours, a title, a link, the clipboard, the cursor, reversed and invisible text. */
const HOSTILE =
  '\u001b[31mred\u001b]0;title\u0007\u001b]8;;http://evil.example/\u0007link\u001b]52;c;ZXZpbA==\u0007' +
  '\u009b2J\rover\b\u202egpj.exe\u2066\u200b\ufeff\u{e0041}\u0000';

// oxlint-disable-next-line no-control-regex -- they must not be there
const ACTS_ON_TERMINAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

interface Stage {
  readonly cwd: string;
  readonly home: string;
  readonly origin: LoopbackOrigin;
  readonly reference: string;
  readonly run: (...args: string[]) => Promise<CliRun>;
}

/**
 * A hostile source behind a URL with a token, and a user whose environment and .npmrc hold others, for the API and the
 * registry at `host`.
 */
async function stage(host?: string): Promise<Stage> {
  const cwd = await tempFolder();
  const home = join(cwd, 'home');
  const origin = await createLoopbackOrigin();
  onTestFinished(() => origin.close());
  const api = host ?? origin.origin;
  const files = await colourSource({
    weightsUrl: `${origin.origin.replace('//', `//user:${IN_MANIFEST}@`)}/w.onnx?token=${IN_MANIFEST}`,
    model: {
      description: `${HOSTILE} https://x.example/?access_token=${IN_MANIFEST}`,
      author: `${HOSTILE} Bearer ${IN_MANIFEST}0`,
      license: HOSTILE,
      tags: [HOSTILE, `https://user:${IN_MANIFEST}@host/`],
      source: `https://host/?sig=${IN_MANIFEST}`,
      requirements: { packages: [`evil-package-${HOSTILE}`], cpu: { support: true }, gpu: { support: false } },
      [`key ${HOSTILE}`]: `?token=${IN_MANIFEST}`,
    },
  });
  const manifest = JSON.parse(String(files['manifest.json'])) as { models: object[] };
  const bad = { base_name: `test/${HOSTILE}`, version: `?token=${IN_MANIFEST}` };
  const text = JSON.stringify({
    ...manifest,
    name: HOSTILE,
    url: `https://u:${IN_MANIFEST}@h/`,
    models: [...manifest.models, bad],
  });
  const body = await packSource('source', { ...files, 'manifest.json': text });
  const headers = { 'x-note': 'a\u009b2J', 'content-disposition': 'attachment; filename="a\u009b31m%1B[2J.zip"' };
  origin.setRoute('/s.tar.gz', { body, headers });
  origin.setRoute('/w.onnx', { body: await readColourWeights(), headers });
  await writeFile(join(cwd, '.npmrc'), `registry=${api}/\n${api.slice('http:'.length)}/:_authToken=${IN_NPMRC}\n`);
  const env = {
    MODELZOO_HOME: home,
    GITHUB_TOKEN: IN_ENV,
    NPM_TOKEN: IN_ENV,
    GITHUB_API_URL: api,
    HTTPS_PROXY: `http://user:${IN_ENV}@127.0.0.1:9`,
  };
  return {
    cwd,
    home,
    origin,
    reference: origin.url(`/s.tar.gz?token=${IN_REFERENCE}`),
    run: (...args) => runCli(args, { cwd, env }),
  };
}

function expectClean({ stdout, stderr }: CliRun, what: string): void {
  const shown = `${stdout}${stderr}`;
  expect(ACTS_ON_TERMINAL.exec(shown)?.[0], `${what}: ${JSON.stringify(shown)}`).toBe(undefined);
  for (const secret of SECRETS) expect(shown, what).not.toContain(secret);
}

const MODEL = 'test/colour';
const STEPS: readonly (readonly string[])[] = [
  ['list-sources'],
  ['list'],
  ['list', '--names'],
  ['search', 'colour'],
  ['search', 'red'],
  ['info', MODEL],
  ['requirements', MODEL],
  ['requirements', MODEL, '--check'],
  ['download', MODEL],
  ['find', MODEL],
  ['apply', MODEL, 'nothing.png'],
  ['update-source'],
  ['update-source', '--check'],
  ['trust', '--list'],
  ['doctor'],
  ['info', `test/${HOSTILE}`],
  ['info', `https://user:${IN_REFERENCE}@host/?token=${IN_REFERENCE}`],
  ['download', `https://127.0.0.1:9/${HOSTILE}?sig=${IN_REFERENCE}`],
  ['register-source', HOSTILE],
  ['register-source', `https://user:${IN_REFERENCE}@127.0.0.1:9/x.zip`],
  ['--plugin', `./${HOSTILE}`, 'list'],
  ['delete', MODEL, '--yes'],
];

describe('what a stranger sends', () => {
  it.each([[[]], [['--json']], [['--verbose']], [['--json', '--verbose']]] as const)(
    'reaches no terminal as it is, with %j',
    async (flags) => {
      const { reference, run } = await stage();
      const registered = await run(...flags, 'register-source', reference);
      expect(registered, registered.stderr).toMatchObject({ exitCode: 0 });
      expectClean(registered, 'register-source');
      for (const step of STEPS) expectClean(await run(...flags, ...step), step.join(' '));
      expectClean(await run(...flags, 'delete-source', reference, '--yes'), 'delete-source');
    },
  );

  it('may be bodies and headers of refusals', async () => {
    const said = `${HOSTILE} ?token=${IN_MANIFEST}`;
    const body = JSON.stringify({ message: said, error: said, documentation_url: said });
    for (const status of [200, 401, 403, 404, 429]) {
      const headers = { 'x-note': 'a\u009b2J', 'x-github-request-id': '\u009b31m', 'retry-after': '86400' };
      const server = createServer((request, response) => {
        const echo = `${request.headers.authorization ?? ''} ${IN_ENV}`;
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(body.replaceAll('?token=', `${echo} ?token=`));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => server.close().closeAllConnections());
      const refusing = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      const { run } = await stage(refusing);
      for (const reference of [`${refusing}/x.zip`, 'github:o/r', 'npm:pkg']) {
        for (const flag of ['--verbose', '--json']) {
          const refused = await run(flag, 'register-source', reference);
          expect(refused.exitCode).not.toBe(0);
          expectClean(refused, `${reference} ${String(status)}`);
        }
      }
    }
  });
});

describe('what a run leaves behind', () => {
  it.skipIf(process.platform === 'win32')(
    'has no credential but in the records that only the user can read',
    async () => {
      const { home, origin, reference, run } = await stage();
      await run('register-source', reference);
      await run('download', MODEL);
      await run('register-source', 'github:o/r');
      await run('register-source', 'npm:pkg');
      await run('update-source');
      expect(origin.requests.some(({ url }) => url.includes(IN_REFERENCE))).toBe(true);
      const found: string[] = [];
      for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const content = `${path}\n${await readFile(path, 'latin1')}`;
        for (const secret of SECRETS.filter((text) => content.includes(text))) {
          const { mode } = await stat(path);
          found.push(`${relative(home, path).split(sep)[0] ?? ''} ${(mode & 0o777).toString(8)} ${secret}`);
        }
      }
      expect([...new Set(found)].toSorted()).toStrictEqual([
        'catalog 600 canary-reference-5c6d',
        'catalog.json 600 canary-reference-5c6d',
        'index.sqlite 600 canary-manifest-7e8f',
        'models 600 canary-manifest-7e8f',
        'models 600 canary-reference-5c6d',
        // What the source itself published, below a folder that only the user can enter.
        'sources 444 canary-manifest-7e8f',
        'sources 600 canary-reference-5c6d',
      ]);
      expect(((await stat(home)).mode & 0o777).toString(8)).toBe('700');
    },
  );

  it('can be named as it is shown', async () => {
    const { reference, run } = await stage();
    await run('register-source', reference);
    const [{ key }] = JSON.parse((await run('--json', 'list-sources')).stdout) as [{ key: string }];
    expect(key).toContain('?token=***');
    expect(await run('update-source', key)).toMatchObject({ exitCode: 0 });
    expect(await run('delete-source', key, '--yes')).toMatchObject({ exitCode: 0 });
  });
});
