import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.js';
import { readConfig } from './read-config.js';

async function read(config: unknown): Promise<unknown> {
  const file = join(await tempFolder(), 'config.json');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
  return readConfig(file);
}

const full = {
  $schema: './config.schema.json',
  rewrites: {
    'https://github.com/': 'https://mirror.example/github/',
    'https://api.github.com/': { url: 'https://mirror.example/api/', sendCredentials: true },
  },
  certificateAuthorities: ['/etc/ssl/ours.pem'],
  github: { hosts: [{ serverUrl: 'https://ghe.example', tokenVariable: 'GHE_TOKEN' }], useGhCli: true },
  npm: { variables: ['OUR_TOKEN'] },
  onnx: { isolation: 'process', threads: 2 },
};

describe('readConfig', () => {
  it('gives what is written', async () => {
    expect(await read(full)).toStrictEqual(full);
    expect(await read('\uFEFF{}')).toStrictEqual({});
  });

  it('gives nothing when there is no file', async () => {
    expect(await readConfig(join(await tempFolder(), 'config.json'))).toBe(undefined);
  });

  it.each([
    [{ rewrite: {} }, '/rewrite', 'Did you mean "rewrites"?'],
    [{ github: { host: [] } }, '/github/host', 'Did you mean "hosts"?'],
    [
      { github: { hosts: [{ serverUrl: 'https://a.example', token: 'secret' }] } },
      '/github/hosts/0/token',
      'Known here: serverUrl, apiUrl, tokenVariable.',
    ],
    [
      { rewrites: { 'https://a.example/': { url: 'https://b.example/', sendCredential: true } } },
      '/rewrites/https:~1~1a.example~1/sendCredential',
      'Did you mean "sendCredentials"?',
    ],
    [{ nothing: 'alike' }, '/nothing', 'Known here: $schema, rewrites,'],
    [{ rewrites: { 'https://a.example': 'https://b.example/' } }, '/rewrites/https:~1~1a.example', 'slash at its end'],
    [{ github: { hosts: [{ serverUrl: 'ghe.example' }] } }, '/github/hosts/0/serverUrl', 'URL'],
    [{ npm: { variables: ['$TOKEN'] } }, '/npm/variables/0', 'name of an environment variable'],
    [{ onnx: { isolation: 'container' } }, '/onnx/isolation', 'process'],
    [{ certificateAuthorities: '/a.pem' }, '/certificateAuthorities', 'expected array'],
    [[], '', 'expected object'],
  ])('refuses %j', async (config, pointer, hint) => {
    await expect(read(config)).rejects.toMatchObject({
      code: 'ERR_ZOO_CONFIG_INVALID',
      hint: expect.stringContaining(hint) as string,
      details: { pointer },
    });
  });

  it('refuses what is no JSON without quoting it', async () => {
    const error: unknown = await read('{"github": secret-7f3a}').catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'ERR_ZOO_CONFIG_INVALID' });
    expect(String(error) + JSON.stringify(error)).not.toContain('secret-7f3a');
  });

  it('refuses a folder in its place', async () => {
    await expect(readConfig(await tempFolder())).rejects.toMatchObject({ code: 'ERR_ZOO_CONFIG_INVALID' });
  });
});
