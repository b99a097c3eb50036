import { printable } from '../terminal/printable.js';
import { formatTable } from '../terminal/table.js';
import type { View } from '../terminal/view.js';

/** The properties of a JSON Schema as a table of `--param` arguments; `''` where it names none. */
export function parameterTable(schema: unknown, view: View): string {
  const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};
  const rows = Object.entries(properties).map(([name, property]) => {
    const facts = isRecord(property) ? property : {};
    return [printable(name), valuesOf(facts), textOf(facts['default']), textOf(facts['description'])];
  });
  if (rows.length === 0) return '';
  const columns = [
    { title: 'NAME' },
    { title: 'VALUES', cut: 'end' },
    { title: 'DEFAULT', cut: 'end' },
    { title: 'MEANING', cut: 'end' },
  ] as const;
  return formatTable(columns, rows, view);
}

function valuesOf({ enum: values, type, minimum, maximum }: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(values)) return values.map(textOf).join(', ');
  const range = minimum === undefined && maximum === undefined ? '' : ` ${textOf(minimum)}–${textOf(maximum)}`;
  return `${textOf(type)}${range}`;
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
