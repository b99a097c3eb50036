import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestContext, type TestContext } from '@modelzoo/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitHubAccess } from './github-access.js';
import { askGit, type GitAnswer } from './git-smart-http.js';
import { FLUSH, formatPacket } from './pkt-line.js';

const SHA = 'a'.repeat(40);
const GREETING = `${formatPacket('version 2')}${formatPacket('ls-refs')}${FLUSH}`;
const ADVERTISEMENT = { 'content-type': 'application/x-git-upload-pack-advertisement' };
const RESULT = { 'content-type': 'application/x-git-upload-pack-result' };

type Answer = (response: ServerResponse) => void;

describe('askGit, of a server that is none, or a bad one,', () => {
  let server: Server;
  let context: TestContext;
  let greet: Answer;
  let answer: Answer;
  let asked: string[];

  beforeEach(async () => {
    greet = (response) => response.writeHead(200, ADVERTISEMENT).end(GREETING);
    answer = (response) => response.writeHead(200, RESULT).end(`${formatPacket(`${SHA} HEAD`)}${FLUSH}`);
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      (request.method === 'POST' ? answer : greet)(response);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    context = createTestContext();
  });
  afterEach(async () => {
    await context.close();
    server.closeAllConnections();
    server.close();
  });

  async function ask(): Promise<GitAnswer | undefined> {
    const webUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const access: GitHubAccess = {
      locator: { provider: 'github', key: 'github:u/r', owner: 'u', repo: 'r' },
      repository: 'u/r',
      server: { apiUrl: 'https://api.example', webUrl, tokenPlaces: undefined, tokenAdvice: 'set X' },
      token: undefined,
    };
    return askGit(access, ['HEAD'], context);
  }

  it('gives the refs of a good one', async () => {
    expect(await ask()).toStrictEqual({
      kind: 'refs',
      refs: [{ name: 'HEAD', commitSha: SHA }],
      movedTo: undefined,
    });
  });

  it('does not mind a charset beside the type', async () => {
    const type = `${ADVERTISEMENT['content-type']}; charset=utf-8`;
    greet = (response) => response.writeHead(200, { 'content-type': type }).end(GREETING);
    expect(await ask()).toMatchObject({ kind: 'refs' });
  });

  it.each<[string, number | undefined, Answer]>([
    ['404', 404, (response) => response.writeHead(404).end('Not Found')],
    ['500', 500, (response) => response.writeHead(500).end()],
    ['a page', undefined, (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['an older protocol', undefined, (response) => response.writeHead(200, ADVERTISEMENT).end(formatPacket('# x'))],
    ['no packets', undefined, (response) => response.writeHead(200, ADVERTISEMENT).end('hello')],
    ['half a greeting', undefined, (response) => response.writeHead(200, ADVERTISEMENT).end('0009')],
    ['nothing', undefined, (response) => response.socket?.destroy()],
    ['a circle', undefined, (response) => response.writeHead(302, { location: '/' }).end()],
    [
      'other commits',
      undefined,
      (response) => {
        const lines = ['version 2', 'ls-refs', 'object-format=sha256'].map(formatPacket);
        response.writeHead(200, ADVERTISEMENT).end(`${lines.join('')}${FLUSH}`);
      },
    ],
  ])('says that it refused when it greets with %s', async (_what, status, greeting) => {
    greet = greeting;
    expect(await ask()).toMatchObject({ kind: 'refused', status });
    expect(asked.some((request) => request.startsWith('POST'))).toBe(false);
    expect(context.notes).toStrictEqual([expect.stringMatching(/^debug: .+ gave no refs of u\/r: .+\.$/)]);
  });

  it.each<[string, number | undefined, Answer]>([
    ['403', 403, (response) => response.writeHead(403).end()],
    ['a redirect', 307, (response) => response.writeHead(307, { location: '/elsewhere' }).end()],
    ['a page', undefined, (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['an error', undefined, (response) => response.writeHead(200, RESULT).end(formatPacket('ERR no'))],
    ['half a list', undefined, (response) => response.writeHead(200, RESULT).end(formatPacket(`${SHA} HEAD`))],
  ])('says that it refused when it answers with %s', async (_what, status, bad) => {
    answer = bad;
    expect(await ask()).toMatchObject({ kind: 'refused', status });
  });

  it('goes on where a redirect of the greeting leads', async () => {
    greet = (response) => {
      if (asked.length === 1) {
        response.writeHead(301, { location: '/New/Name.git/info/refs?service=git-upload-pack' }).end();
      } else response.writeHead(200, ADVERTISEMENT).end(GREETING);
    };
    expect(await ask()).toMatchObject({ kind: 'refs', movedTo: 'New/Name' });
    expect(asked.at(-1)).toBe('POST /New/Name.git/git-upload-pack');
  });
});
