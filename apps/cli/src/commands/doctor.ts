import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  probeFileSystem,
  ZooError,
  type FileSystemFacts,
  type LoaderDevice,
  type PluginAccess,
  type ZooPlugin,
} from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { FoundConfig } from '../open-zoo.js';
import { isSecretName } from '../secret-name.js';
import { readVersion } from '../version.js';

/** What a plugin brings. */
export interface PluginReport {
  readonly name: string;
  readonly sources: readonly string[];
  readonly managers: readonly string[];
  readonly loaders: readonly string[];
}

/** What models of a loader can run on. */
export interface DevicesReport {
  readonly loader: string;
  readonly devices: readonly LoaderDevice[];
  /** Why none could be tried. */
  readonly problem?: string | undefined;
}

/** What the configuration file says, without anything that nobody should see. */
export interface ConfigurationReport {
  readonly path: string;
  readonly exists: boolean;
  /** Beginnings of web addresses, and what is asked instead. */
  readonly rewrites: Readonly<Record<string, string>>;
  /** Number of entries: paths or certificates. */
  readonly certificateAuthorities: number;
  /** GitHub servers beside the main one, and whether their tokens are there. */
  readonly hosts: readonly {
    readonly server: string;
    readonly api: string | undefined;
    readonly tokenVariable: string | undefined;
    readonly hasToken: boolean;
  }[];
  readonly useGhCli: boolean;
}

/** The state of this installation. Of secrets only whether they are there. */
export interface DoctorReport {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly home: {
    readonly path: string;
    readonly exists: boolean;
    readonly writable: boolean;
    /** What its file system can do, where it is there and can be written. */
    readonly fileSystem?: FileSystemFacts | undefined;
  };
  readonly offline: boolean;
  readonly configuration: ConfigurationReport;
  readonly plugins: readonly PluginReport[];
  readonly devices: readonly DevicesReport[];
  /** Names of the variables of proxies, and whether each is set. */
  readonly proxies: Readonly<Record<string, boolean>>;
  /** Names of the variables that plugins read credentials from, and whether each is set. */
  readonly tokens: Readonly<Record<string, boolean>>;
  /** The same for other variables that plugins read. */
  readonly variables: Readonly<Record<string, boolean>>;
}

const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Looks at the installation without touching the network. */
export async function examine(context: CommandContext): Promise<DoctorReport> {
  const { env, plugins, zoo } = context;
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  const marks = (names: readonly string[]): Readonly<Record<string, boolean>> =>
    Object.fromEntries(names.map((name) => [name, isSet(name)]));
  const names = [...new Set(plugins.flatMap(variableNames))].toSorted();
  return {
    version: readVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    home: await examineFolder(zoo.home),
    offline: context.offline,
    configuration: describeConfiguration(context.configuration, isSet),
    plugins: plugins.map(describePlugin),
    devices: await examineDevices(plugins, context.signal),
    proxies: Object.fromEntries(PROXY_VARIABLES.map((name) => [name, isSet(name) || isSet(name.toLowerCase())])),
    tokens: marks(names.filter((name) => isSecretName(name))),
    variables: marks(names.filter((name) => !isSecretName(name))),
  };
}

function describeConfiguration({ path, config }: FoundConfig, isSet: (name: string) => boolean): ConfigurationReport {
  const rewrites = Object.entries(config?.rewrites ?? {});
  return {
    path,
    exists: config !== undefined,
    rewrites: Object.fromEntries(rewrites.map(([from, to]) => [from, typeof to === 'string' ? to : to.url])),
    certificateAuthorities: config?.certificateAuthorities?.length ?? 0,
    hosts: (config?.github?.hosts ?? []).map(({ serverUrl, apiUrl, tokenVariable }) => ({
      server: serverUrl,
      api: apiUrl,
      tokenVariable,
      hasToken: tokenVariable !== undefined && isSet(tokenVariable),
    })),
    useGhCli: config?.github?.useGhCli === true,
  };
}

function describePlugin({ name, sources = [], managers = [], loaders = [] }: ZooPlugin): PluginReport {
  return {
    name,
    sources: sources.map(({ id }) => id),
    managers: managers.map(({ id }) => id),
    loaders: loaders.map(({ id }) => id),
  };
}

async function examineDevices(plugins: readonly ZooPlugin[], signal: AbortSignal): Promise<readonly DevicesReport[]> {
  const loaders = plugins
    .flatMap(({ loaders: own = [] }) => own)
    .filter((loader) => loader.doListDevices !== undefined);
  return Promise.all(
    loaders.map(async (loader): Promise<DevicesReport> => {
      try {
        return { loader: loader.id, devices: (await loader.doListDevices?.(signal)) ?? [] };
      } catch (error) {
        if (!ZooError.is(error)) throw error;
        return { loader: loader.id, devices: [], problem: `${error.message} ${error.hint ?? ''}`.trim() };
      }
    }),
  );
}

function variableNames({ sources = [], managers = [], loaders = [] }: ZooPlugin): readonly string[] {
  const parts: readonly { readonly access?: PluginAccess | undefined }[] = [...sources, ...managers, ...loaders];
  return parts.flatMap((part) => part.access?.env ?? []);
}

async function examineFolder(path: string): Promise<DoctorReport['home']> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined) {
    const writable = found.isDirectory() && (await isWritable(path));
    return { path, exists: true, writable, ...(writable && { fileSystem: await probeFileSystem(path) }) };
  }
  return { path, exists: false, writable: await canBeMade(path) };
}

async function canBeMade(path: string): Promise<boolean> {
  const parent = dirname(path);
  if (parent === path) return false;
  const found = await stat(parent).catch(() => undefined);
  return found === undefined ? canBeMade(parent) : found.isDirectory() && isWritable(parent);
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
