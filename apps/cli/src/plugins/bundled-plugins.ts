import type { ZooPlugin } from '@modelzoo/core';
import { http } from '@modelzoo/manager-http';
import { npm } from '@modelzoo/plugin-npm';
import { onnx } from '@modelzoo/runtime-onnx';
import { github } from '@modelzoo/source-github';
import { url } from '@modelzoo/source-url';

/** Every provider of our own. `GITHUB_API_URL` and `GITHUB_SERVER_URL` name another host, as on GitHub's runners. */
export function bundledPlugins(env: Readonly<Record<string, string | undefined>>): readonly ZooPlugin[] {
  const apiUrl = env['GITHUB_API_URL'] || undefined;
  const serverUrl = env['GITHUB_SERVER_URL'] || undefined;
  // Pages of that host are repositories, not archives.
  const repositoryHosts = serverUrl !== undefined && URL.canParse(serverUrl) ? [new URL(serverUrl).host] : [];
  return [github({ apiUrl, serverUrl }), url({ repositoryHosts }), http(), npm(), onnx()];
}
