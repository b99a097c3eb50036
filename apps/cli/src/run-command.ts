import { ZooError } from '@modelzoo/core';
import type { CliHost } from './cli-host.js';
import type { CommandContext } from './command-context.js';
import type { CommandName, CommandResults } from './command-results.js';
import { createStreamSink } from './formats/stream-sink.js';
import type { GlobalOptions } from './global-options.js';
import { openZoo } from './open-zoo.js';
import { createJsonProgress } from './progress/json-progress.js';
import { holdWarnings, tellWarnings } from './progress/held-warnings.js';
import { createProgress } from './progress/progress.js';
import { printApply, printEmbeddings, type StreamOutput } from './render/apply.js';
import { humanTexts } from './render/human.js';
import { jsonDocuments, type DocumentName } from './render/json.js';
import { jsonDocument } from './render/json-text.js';
import { askText, askYes, canAsk } from './terminal/ask.js';
import { viewOf } from './terminal/view.js';

/** The body of a command: arguments are bound already. */
export type CommandBody<Name extends CommandName> = (context: CommandContext) => Promise<CommandResults[Name]>;

/** Opens the zoo, runs one command and prints what it gave. Gives its result, for the exit code. */
export async function runCommand<Name extends DocumentName>(
  name: Name,
  body: CommandBody<Name>,
  global: GlobalOptions,
  host: CliHost,
): Promise<CommandResults[Name]> {
  const stdout = createStreamSink(host.stdout);
  return inZoo(global, host, async (context, output) => {
    const result = await body(context);
    output.beforeRow();
    const text = global.json
      ? jsonDocument(jsonDocuments[name](result), host.stdout.isTTY === true ? 2 : 0)
      : humanTexts[name](result, viewOf(host.stdout, host.env, new Date()));
    await stdout.write(text === '' ? '' : `${text}\n`);
    return result;
  });
}

/** As {@link runCommand} for `apply`. Gives the number of inputs that failed. */
export function runApply(body: CommandBody<'apply'>, global: GlobalOptions, host: CliHost): Promise<number> {
  return inZoo(global, host, async (context, output) => printApply(await body(context), output));
}

/** As {@link runApply} for `embed`. */
export function runEmbed(body: CommandBody<'embed'>, global: GlobalOptions, host: CliHost): Promise<number> {
  return inZoo(global, host, async (context, output) => printEmbeddings(await body(context), output));
}

async function inZoo<Result>(
  global: GlobalOptions,
  host: CliHost,
  use: (context: CommandContext, output: StreamOutput) => Promise<Result>,
): Promise<Result> {
  const view = viewOf(host.stderr, host.env, new Date());
  const { quiet, verbose, json, progress: asJson } = global;
  // A program reads stderr, too: what it finds there is a warning, an error, or the last word of a stream.
  const isForPrograms = json && !verbose && host.stderr.isTTY !== true;
  const options = {
    stream: host.stderr,
    view,
    quiet: quiet || isForPrograms,
    verbose,
    nowMs: () => performance.now(),
  };
  const events = json && asJson ? createJsonProgress(options) : createProgress(options);
  const warnsOnly = isForPrograms && !asJson && !quiet;
  const progress = warnsOnly ? { ...events, onEvent: holdWarnings(host) } : events;
  try {
    const { zoo, openAt, plugins, offline, configuration } = await openZoo(global, host, { progress, view });
    await using _zoo = zoo;
    const { cwd, env, stdin, signal } = host;
    const context: CommandContext = {
      zoo,
      openZooAt: openAt,
      ask: canAsk(host)
        ? async (question) => {
            progress.clear();
            return askText(question, host);
          }
        : undefined,
      plugins,
      offline,
      configuration,
      cwd,
      env,
      stdin,
      signal,
      async confirm(question) {
        if (global.yes) return;
        progress.clear();
        if (canAsk(host) && (await askYes(question, host))) return;
        throw new ZooError('ERR_ZOO_CONFIRMATION_REQUIRED', `It was not agreed to: ${question}`, {
          hint: 'Nothing was done. To agree without being asked, pass --yes.',
        });
      },
    };
    return await use(context, {
      stdout: createStreamSink(host.stdout),
      json,
      view: viewOf(host.stdout, host.env, new Date()),
      tell(text) {
        progress.clear();
        tellWarnings(host);
        if (!quiet) host.stderr.write(`${text}\n`);
      },
      status: progress.status,
      beforeRow: progress.clear,
    });
  } finally {
    progress.clear();
  }
}
