import type { ZooPlugin } from '@modelzoo/core';
import { http } from '@modelzoo/manager-http';
import { npm } from '@modelzoo/plugin-npm';
import { onnx } from '@modelzoo/runtime-onnx';
import { github } from '@modelzoo/source-github';
import { url } from '@modelzoo/source-url';
import type { CliConfig } from '../config/config-schema.js';

/**
 * Every provider of our own, as the user configured it. `GITHUB_API_URL` and `GITHUB_SERVER_URL` name another host, as on
 * GitHub's runners.
 *
 * @param cwd - Absolute folder in which a project's `.npmrc` is looked for.
 */
export function bundledPlugins(
  env: Readonly<Record<string, string | undefined>>,
  config: CliConfig,
  cwd: string,
): readonly ZooPlugin[] {
  const apiUrl = env['GITHUB_API_URL'] || undefined;
  const serverUrl = env['GITHUB_SERVER_URL'] || undefined;
  const { hosts = [], useGhCli } = config.github ?? {};
  // Pages of these hosts are repositories, not archives.
  const repositoryHosts = [serverUrl, ...hosts.map((host) => host.serverUrl)]
    .filter((text) => text !== undefined && URL.canParse(text))
    .map((text) => new URL(text ?? '').host);
  return [
    github({ apiUrl, serverUrl, hosts, useGhCli }),
    url({ repositoryHosts }),
    http(),
    npm({ env: config.npm?.variables, cwd }),
    onnx(config.onnx),
  ];
}
