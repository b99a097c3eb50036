import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTempFolder, environmentIn } from '../test/temp-folder.js';
import { readNpmConfiguration } from './npm-configuration.js';

const SECRET = 'a-secret-token';

describe('readNpmConfiguration', () => {
  it('knows the public registry and no credential where npm is not configured', async () => {
    await using folder = await createTempFolder();
    const configuration = readNpmConfiguration({ cwd: folder.path }, environmentIn(folder.path));
    expect(configuration.registryFor('name')).toBe('https://registry.npmjs.org/');
    expect(configuration.registryFor('@scope/name')).toBe('https://registry.npmjs.org/');
    expect(configuration.origins).toStrictEqual(['https://registry.npmjs.org']);
    expect(configuration.authorizationFor('https://registry.npmjs.org/name')).toBeUndefined();
  });

  it('lets the option win over the environment, the project, the user and the machine, in that order', async () => {
    await using folder = await createTempFolder({
      'project/package.json': '{}',
      'project/.npmrc': 'registry=https://project.example',
      'project/deep/down/file': '',
      '.npmrc': 'registry=https://user.example',
      'etc/npmrc': 'registry=https://machine.example',
      'empty/package.json': '{}',
    });
    const env = environmentIn(folder.path);
    const cwd = join(folder.path, 'project', 'deep', 'down');
    const found = (options: object, variables: object): string =>
      readNpmConfiguration({ cwd, ...options }, { ...env, ...variables }).registryFor('name');
    const set = { NPM_CONFIG_REGISTRY: 'https://environment.example' };
    expect(found({ registry: 'https://option.example' }, set)).toBe('https://option.example/');
    expect(found({}, set)).toBe('https://environment.example/');
    expect(found({}, {})).toBe('https://project.example/');
    expect(found({ cwd: join(folder.path, 'empty') }, {})).toBe('https://user.example/');
    expect(found({ cwd: join(folder.path, 'empty') }, { npm_config_userconfig: join(folder.path, 'none') })).toBe(
      'https://machine.example/',
    );
  });

  it('sends packages of a scope to the registry of the scope', async () => {
    await using folder = await createTempFolder({
      '.npmrc': 'registry=https://all.example/npm\n@scope:registry=http://127.0.0.1:4873/private/',
    });
    const configuration = readNpmConfiguration({ cwd: folder.path }, environmentIn(folder.path));
    expect(configuration.registryFor('@scope/name')).toBe('http://127.0.0.1:4873/private/');
    expect(configuration.registryFor('@other/name')).toBe('https://all.example/npm/');
    expect(configuration.origins).toStrictEqual(['https://all.example', 'http://127.0.0.1:4873']);
  });

  it.each([
    ['a token', `//npm.example/:_authToken=${SECRET}`, `Bearer ${SECRET}`],
    ['a token out of the environment', '//npm.example/:_authToken=${NPM_TOKEN}', `Bearer ${SECRET}`],
    ['basic credentials', '//npm.example/:_auth=dXNlcjpwYXNz', 'Basic dXNlcjpwYXNz'],
    ['a user and a password', '//npm.example/:username=user\n//npm.example/:_password=cGFzcw==', 'Basic dXNlcjpwYXNz'],
  ])('reads %s', async (_, npmrc, authorization) => {
    await using folder = await createTempFolder({ '.npmrc': `registry=https://npm.example/\n${npmrc}` });
    const env = { ...environmentIn(folder.path), NPM_TOKEN: SECRET };
    const configuration = readNpmConfiguration({ cwd: folder.path }, env);
    expect(configuration.authorizationFor('https://npm.example/name')).toBe(authorization);
    expect(configuration.authorizationFor('https://npm.example/name/-/name-1.0.0.tgz')).toBe(authorization);
  });

  it('gives a credential to its own origin and path only', async () => {
    await using folder = await createTempFolder({
      '.npmrc': [
        'registry=https://npm.example/team/',
        `//npm.example/team/:_authToken=${SECRET}`,
        '//other.example/:_authToken=other',
        '//127.0.0.1:4873/:_authToken=local',
      ].join('\n'),
    });
    const { authorizationFor, origins } = readNpmConfiguration({ cwd: folder.path }, environmentIn(folder.path));
    expect(authorizationFor('https://npm.example/team/name')).toBe(`Bearer ${SECRET}`);
    // As npm does: files beside the path of the registry, on its own origin.
    expect(authorizationFor('https://npm.example/files/name.tgz')).toBe(`Bearer ${SECRET}`);
    expect(authorizationFor('https://other.example/x')).toBe('Bearer other');
    expect(authorizationFor('http://npm.example/team/name')).toBeUndefined();
    expect(authorizationFor('https://npm.example:8443/team/name')).toBeUndefined();
    expect(authorizationFor('https://npm.example.evil.example/team/name')).toBeUndefined();
    expect(authorizationFor('http://127.0.0.1:4873/name')).toBeUndefined();
    expect(origins).toStrictEqual(['https://npm.example', 'https://other.example', 'https://127.0.0.1:4873']);
  });

  it('ignores credentials that belong to no address', async () => {
    await using folder = await createTempFolder({ '.npmrc': `_authToken=${SECRET}\n_auth=dXNlcjpwYXNz` });
    const { authorizationFor } = readNpmConfiguration({ cwd: folder.path }, environmentIn(folder.path));
    expect(authorizationFor('https://registry.npmjs.org/name')).toBeUndefined();
  });

  it('names variables that a credential needs and that are not set', async () => {
    await using folder = await createTempFolder({ '.npmrc': '//registry.npmjs.org/:_authToken=${PATH}' });
    const configuration = readNpmConfiguration({ cwd: folder.path }, environmentIn(folder.path));
    // PATH is set in this process, and was not given.
    expect(configuration.authorizationFor('https://registry.npmjs.org/name')).toBeUndefined();
    expect(configuration.unsetVariables).toStrictEqual(['PATH']);
  });

  it('uses the token of the options for the registry of the options', async () => {
    await using folder = await createTempFolder({ '.npmrc': '//npm.example/:_authToken=from-the-file' });
    const options = { cwd: folder.path, registry: 'https://npm.example', token: SECRET };
    const { authorizationFor } = readNpmConfiguration(options, environmentIn(folder.path));
    expect(authorizationFor('https://npm.example/name')).toBe(`Bearer ${SECRET}`);
    expect(authorizationFor('https://registry.npmjs.org/name')).toBeUndefined();
  });

  it.each(['not a url', 'ftp://npm.example/', 'https://user:secret@npm.example/', ''])(
    'refuses %j as a registry, without showing what it holds',
    async (registry) => {
      await using folder = await createTempFolder();
      const { registryFor } = readNpmConfiguration({ cwd: folder.path, registry }, environmentIn(folder.path));
      expect(() => registryFor('name')).toThrow(
        expect.objectContaining({
          code: 'ERR_ZOO_CONFIG_INVALID',
          details: { registry: expect.not.stringContaining('secret') },
        }),
      );
    },
  );
});
