import textWidth from 'fast-string-width';
import { cutText, type CutPosition } from './cut-text.js';
import type { View } from './view.js';

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Default `left`. */
  readonly align?: 'left' | 'right';
  /** Where text is cut when the terminal is too narrow. Default: this column is never shortened. */
  readonly cut?: CutPosition;
}

const GAP = '  ';
/** No column is shortened below this. */
const LEAST_WIDTH = 8;

/** Rows under titles, aligned by what they take on a screen. Cells are printable text, in colours or not. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[], view: View): string {
  const titles = columns.map(({ title }) => view.style.dim(title));
  const lines = [titles, ...rows];
  const natural = columns.map((_, index) => lines.reduce((most, cells) => Math.max(most, widthOf(cells[index])), 0));
  const widths = view.width === undefined ? natural : fitWidths(columns, natural, view.width);
  return lines.map((cells) => formatLine(columns, cells, widths)).join('\n');
}

function formatLine(columns: readonly Column[], cells: readonly string[], widths: readonly number[]): string {
  const padded = columns.map(({ align, cut }, index) => {
    const width = widths[index] ?? 0;
    const cell = cells[index] ?? '';
    const text = cut === undefined ? cell : cutText(cell, width, cut);
    const padding = ' '.repeat(Math.max(0, width - textWidth(text)));
    return align === 'right' ? padding + text : text + padding;
  });
  return padded.join(GAP).trimEnd();
}

/** Takes from the widest column that may be cut, until the line fits or nothing can be taken. */
function fitWidths(columns: readonly Column[], natural: readonly number[], limit: number): readonly number[] {
  const widths = [...natural];
  const gaps = GAP.length * Math.max(0, columns.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, gaps) - limit;
  while (excess > 0) {
    let widest = -1;
    for (const [index, { cut }] of columns.entries()) {
      if (cut === undefined || (widths[index] ?? 0) <= LEAST_WIDTH) continue;
      if (widest === -1 || (widths[index] ?? 0) > (widths[widest] ?? 0)) widest = index;
    }
    if (widest === -1) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function widthOf(cell: string | undefined): number {
  return cell === undefined ? 0 : textWidth(cell);
}
