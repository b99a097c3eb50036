import type { ConfigurationReport, DevicesReport, DoctorReport, PluginReport } from '../commands/doctor.js';
import type { FileSystemFacts } from '@modelzoo/core';
import { formatSize } from '../terminal/human-units.js';
import { formatFacts } from '../terminal/facts.js';
import { printable } from '../terminal/printable.js';
import type { View } from '../terminal/view.js';

/** The state of the installation, as a page. */
export function showDoctor(report: DoctorReport, view: View): string {
  const { style } = view;
  const { home } = report;
  const homeState = home.writable ? (home.exists ? 'writable' : 'will be made when needed') : style.red('not writable');
  const facts = formatFacts(
    [
      ['zoo', report.version],
      ['Node', `${report.node}, ${report.platform}`],
      ['Home', `${home.path} (${homeState})`],
      ...(home.fileSystem === undefined ? [] : [['File system', fileSystemState(home.fileSystem)] as const]),
      ['Configuration', configurationState(report.configuration)],
      ['Network', report.offline ? 'offline: no request is made' : 'on'],
    ],
    view,
  );
  const plugins = report.plugins.map((plugin) => [printable(plugin.name), contributions(plugin)] as const);
  const marks = (variables: Readonly<Record<string, boolean>>): string =>
    Object.entries(variables)
      .map(([name, isSet]) => `${isSet ? style.green('✓') : style.dim('–')} ${printable(name)}`)
      .join('\n');
  return [
    facts,
    `${style.bold('Plugins')}\n${formatFacts(plugins, view)}`,
    ...report.devices.map((each) => showDevices(each, view)),
    `${style.bold('Proxies')}\n${marks(report.proxies)}`,
    `${style.bold('Tokens')} ${style.dim('(there or not; never what they are)')}\n${marks(report.tokens)}`,
    `${style.bold('Other variables that plugins read')}\n${marks(report.variables)}`,
  ].join('\n\n');
}

/** What it lacks, and what follows. */
function fileSystemState({ freeBytes, clones, hardLinks, ...facts }: FileSystemFacts): string {
  return [
    freeBytes === undefined ? 'free space unknown' : `${formatSize(freeBytes)} free`,
    clones ? 'clones' : hardLinks ? 'hard links' : 'no links: files of models take their space twice',
    ...(facts.flushes ? [] : ['flushes nothing: a power cut may cost what was just downloaded']),
    ...(facts.exclusiveFiles ? [] : ['processes do not see each other: they may download the same twice']),
    ...(facts.replaces ? [] : ['files cannot be replaced: choose another home folder']),
    ...(facts.caseSensitive ? [] : ['upper and lower case are the same']),
  ].join(', ');
}

function showDevices({ loader, devices, problem }: DevicesReport, { style }: View): string {
  const lines = devices.map(({ name, works, reason = '' }) =>
    works
      ? `${style.green('✓')} ${printable(name)}`
      : `${style.dim('–')} ${printable(name)} ${style.dim(firstLine(reason))}`,
  );
  const title = style.bold(`What models of ${printable(loader)} run on`);
  return [title, ...lines, ...(problem === undefined ? [] : [printable(problem)])].join('\n');
}

/** Native code explains itself at length. */
function firstLine(text: string): string {
  const line = printable(text.split('\n', 1)[0] ?? '');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

function configurationState({
  path,
  exists,
  rewrites,
  certificateAuthorities: authorities,
  hosts,
  useGhCli,
}: ConfigurationReport): string {
  if (!exists) return `${path} (none)`;
  return [
    path,
    ...Object.entries(rewrites).map(([from, to]) => `${printable(from)} is asked of ${printable(to)}`),
    ...(authorities === 0 ? [] : [`${String(authorities)} more ${authorities === 1 ? 'authority' : 'authorities'}`]),
    ...hosts.map(({ server, tokenVariable, hasToken }) => {
      const token = tokenVariable === undefined ? 'no token' : `${tokenVariable} is ${hasToken ? 'set' : 'not set'}`;
      return `GitHub at ${printable(server)}: ${token}`;
    }),
    ...(useGhCli ? ['gh is asked for tokens'] : []),
  ].join('\n');
}

function contributions({ sources, managers, loaders }: PluginReport): string {
  return [
    ...(sources.length === 0 ? [] : [`sources ${sources.map(printable).join(', ')}`]),
    ...(managers.length === 0 ? [] : [`downloads ${managers.map(printable).join(', ')}`]),
    ...(loaders.length === 0 ? [] : [`models ${loaders.map(printable).join(', ')}`]),
  ].join(' · ');
}
