import textWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { View } from './view.js';

/** Named values below each other, the values aligned and wrapped. Those without a value are left out. */
export function formatFacts(
  facts: readonly (readonly [name: string, value: string | undefined])[],
  view: View,
): string {
  const shown = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== '');
  const nameWidth = shown.reduce((most, [name]) => Math.max(most, textWidth(name)), 0);
  const indent = nameWidth + 2;
  return shown
    .map(([name, value]) => {
      const padding = ' '.repeat(indent - textWidth(name));
      return `${view.style.dim(name)}${padding}${wrapText(value, indent, view)}`;
    })
    .join('\n');
}

/** Text broken at the terminal's width, its lines but the first indented. */
export function wrapText(text: string, indent: number, view: View): string {
  const width = view.width === undefined ? undefined : view.width - indent;
  const wrapped = width === undefined || width < 20 ? text : wrapAnsi(text, width);
  return wrapped.replaceAll('\n', `\n${' '.repeat(indent)}`);
}
