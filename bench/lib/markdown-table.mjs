/** A Markdown table with aligned columns: the first to the left, the others to the right. */
export function markdownTable(header, rows) {
  const widths = header.map((title, column) => Math.max(...[title, ...rows.map((row) => row[column])].map(length)));
  const line = (cells) =>
    `| ${cells.map((cell, column) => pad(String(cell), widths[column], column === 0)).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

function length(cell) {
  return String(cell).length;
}

function pad(text, width, left) {
  return left ? text.padEnd(width) : text.padStart(width);
}
