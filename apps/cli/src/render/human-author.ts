import prettyBytes from 'pretty-bytes';
import type { InitResult } from '../commands/init.js';
import type { ModelValidation, Validation } from '../commands/validate.js';
import { rowError } from '../formats/json-lines-writer.js';
import { count } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import type { View } from '../terminal/view.js';
import { showPrediction } from './human-prediction.js';
import { showDiagnostic } from './human-sources.js';

/** A source that was begun, and what comes next. */
export function showInit({ folder, shownFolder, model, files, texts, facts }: InitResult, { style }: View): string {
  return [
    `${style.green('✓')} ${style.bold(printable(model))} is in ${printable(folder)}`,
    ...facts.map((fact) => `  ${style.dim(printable(fact))}`),
    ...files.map(({ path, sizeBytes }) => `  ${printable(path)}  ${prettyBytes(sizeBytes)}`),
    ...texts.map((name) => `  ${printable(name)}`),
    `Try it on something that it is for: zoo validate ${shellWord(shownFolder)} --input <file>`,
  ].join('\n');
}

/** A path as a shell takes it for one word. */
function shellWord(path: string): string {
  return /^[\w./\\:@+-]+$/.test(path) ? path : JSON.stringify(path);
}

/** What is wrong with a source, model by model, and what its models said. */
export function showValidation({ source, ok, manifests, diagnostics, models }: Validation, view: View): string {
  const { style } = view;
  const about = diagnostics.filter(({ path }) => !manifests.some((manifest) => manifest.path === path));
  return [
    ...about.map((diagnostic) => showDiagnostic(diagnostic, view)),
    ...manifests.flatMap((manifest) => [
      `${printable(manifest.path)}: ${count(manifest.models, 'model')}`,
      ...manifest.diagnostics.map((diagnostic) => `  ${showDiagnostic(diagnostic, view)}`),
    ]),
    ...models.flatMap((model) => showModel(model, view)),
    ok ? `${style.green('✓')} ${printable(source)} works.` : `${style.red('✗')} ${printable(source)} has to be mended.`,
  ].join('\n');
}

function showModel({ name, advice, files, mediaType, rows, error }: ModelValidation, view: View): readonly string[] {
  const { style } = view;
  const mark = error === undefined ? style.green('✓') : style.red('✗');
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const state = mediaType === undefined ? '' : `: loads, looks at ${mediaType}, ${prettyBytes(sizeBytes)}`;
  return [
    `${mark} ${style.bold(printable(name))}${state}`,
    ...advice.map((line) => `  ${style.yellow('!')} ${line}`),
    ...(error === undefined ? [] : [`  ${printable(error.message)} ${style.dim(error.code)}`]),
    ...(error?.hint === undefined ? [] : [`  ${printable(error.hint)}`]),
    ...rows.flatMap((row) => {
      const head = `  ${style.bold(printable(row.filepath))}`;
      if (row.error === undefined) return [head, ...indent(showPrediction(row.prediction, view))];
      const { code, message } = rowError(row.error);
      return [head, `    ${style.red('✗')} ${printable(message)} ${style.dim(code)}`];
    }),
  ];
}

function indent(text: string): readonly string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
