import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createTestContext, type TestContext } from '@modelzoo/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, locate, readAll } from '../test/github-bench.js';
import { createGitHubSource } from './github-source.js';

/** One exchange with GitHub, as `@octokit/fixtures` keeps it. */
interface Recording {
  readonly scope: string;
  readonly status: number;
  readonly response: unknown;
  readonly responseIsBinary: boolean;
  readonly headers: Readonly<Record<string, string | number>>;
}

const require = createRequire(import.meta.url);
const SHA = '0'.repeat(39).concat('1');

const scenarios = new URL(
  'scenarios/api.github.com/',
  pathToFileURL(require.resolve('@octokit/fixtures/package.json')),
);

function load(scenario: string): readonly Recording[] {
  return JSON.parse(readFileSync(new URL(`${scenario}/normalized-fixture.json`, scenarios), 'utf8')) as Recording[];
}

describe('what GitHub was recorded to say', () => {
  const servers: Server[] = [];
  let context: TestContext | undefined;

  /** Serves a recorded answer to everybody; `rename` turns the hosts in it into those of this test. */
  async function replay(recording: Recording | undefined, rename = (text: string): string => text): Promise<string> {
    if (recording === undefined) throw new Error('The scenario has fewer answers.');
    const { status, response, responseIsBinary, headers } = recording;
    const text = typeof response === 'string' ? response : JSON.stringify(response);
    const body = responseIsBinary ? Buffer.from(text, 'hex') : Buffer.from(text);
    // The recording was normalised, and its length with it.
    const { 'content-length': _length, ...kept } = headers;
    const server = createServer((_request, answer) => {
      const entries = Object.entries(kept).map(([name, value]) => [name, rename(String(value))]);
      answer.writeHead(status, Object.fromEntries(entries) as Record<string, string>).end(body);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  beforeEach(() => {
    servers.length = 0;
  });
  afterEach(async () => {
    await context?.close();
    for (const server of servers) server.close();
  });

  it('about an archive leads to its bytes', async () => {
    const [redirect, archive] = load('get-archive');
    const archiveUrl = await replay(archive);
    const apiUrl = await replay(redirect, (text) => text.replace('https://codeload.github.com', archiveUrl));
    const source = createGitHubSource({ apiUrl });
    context = createTestContext({ access: source.access });
    const locator = locate('octokit-fixture-org/get-archive');
    const content = await source.doOpen({ locator, revision: SHA }, context);
    expect(gunzipSync(await readAll(content)).toString('latin1')).toContain('octokit-fixture-org-get-archive');
  });

  it('about what it cannot process means that the ref is not there', async () => {
    const [refusal] = load('errors');
    const source = createGitHubSource({ apiUrl: await replay(refusal) });
    context = createTestContext({ access: source.access });
    const error = await failureOf(source.doResolve(locate('octokit-fixture-org/errors/foo'), context));
    expect(error.code).toBe('ERR_ZOO_REVISION_NOT_FOUND');
  });
});
