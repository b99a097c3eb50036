import type { Requirement } from '../models/model-types.js';

/** A distribution's name, its extras, and whatever follows. */
const REQUIREMENT = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?(.*)$/s;
/** What follows a name: a URL after an @, or specifiers, with or without brackets; then a marker, which says when it applies. */
const URL_RANGE = /^\s*@\s*(\S+)/;
const SPECIFIER_START = /^\s*(?:[<>=!~]=|===|[<>])/;

/**
 * Reads one requirement: PEP 508, and the alternatives (`a|b>=2`) of the FiftyOne and ETA manifests. Nothing is an error:
 * what cannot be understood has no names, and stays as text.
 */
export function parsePythonRequirement(text: string): Pick<Requirement, 'names' | 'range'> {
  const alternatives = splitAlternatives(text).map(parseAlternative);
  const [first] = alternatives;
  if (first === undefined || alternatives.some(({ name }) => name === undefined))
    return { names: [], range: undefined };
  const names = [...new Set(alternatives.flatMap(({ name }) => name ?? []))];
  // One range can stand for all of them only when all have the same.
  const range = alternatives.every((alternative) => alternative.range === first.range) ? first.range : undefined;
  return { names, range };
}

/**
 * Splits a text that lists requirements with commas. A comma between two specifiers (`a>=1,<2`), or inside brackets or a
 * marker's quotes, divides nothing.
 */
export function splitPythonRequirements(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text.charAt(offset);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '[' || character === '(') depth += 1;
    else if (character === ']' || character === ')') depth -= 1;
    else if (character === '\n' || (character === ',' && depth <= 0 && !continuesSpecifiers(text, offset + 1))) {
      parts.push(text.slice(start, offset));
      start = offset + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim()).filter((part) => part !== '');
}

function continuesSpecifiers(text: string, offset: number): boolean {
  // A specifier is short; looking no further keeps a text of nothing but commas and spaces from taking for ever.
  return SPECIFIER_START.test(text.slice(offset, offset + 32));
}

/** A `|` inside a URL, after an `@`, is the URL's. */
function splitAlternatives(text: string): string[] {
  return text.includes('@') ? [text] : text.split('|');
}

function parseAlternative(text: string): { readonly name: string | undefined; readonly range: string | undefined } {
  const [, name, rest = ''] = REQUIREMENT.exec(text) ?? [];
  if (name === undefined) return { name: undefined, range: undefined };
  const url = URL_RANGE.exec(rest)?.[1];
  if (url !== undefined) return { name, range: url };
  const specifiers = rest
    .replace(/;.*$/s, '')
    .trim()
    .replace(/^\((.*)\)$/s, '$1')
    .trim();
  if (specifiers === '') return { name, range: undefined };
  return SPECIFIER_START.test(specifiers) ? { name, range: specifiers } : { name: undefined, range: undefined };
}
