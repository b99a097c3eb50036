/** Kinds of parts that a plugin may have, and the functions that each part must have. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  sources: ['parse', 'doResolve', 'doOpen'],
  managers: ['doPlan', 'doFetch'],
  loaders: ['doProbe', 'doLoad'],
};

/** What keeps a value from being a `ZooPlugin`, in full sentences; nothing when it is one. */
export function pluginProblems(value: unknown): readonly string[] {
  if (!isRecord(value)) return [`It is ${describe(value)}, and no object.`];
  const problems: string[] = [];
  if (typeof value['name'] !== 'string' || value['name'] === '')
    problems.push('"name" is not the name of its package.');
  if (value['specVersion'] !== 'v1') {
    problems.push(`"specVersion" is ${describe(value['specVersion'])}; this zoo understands "v1".`);
  }
  const kinds = Object.keys(PARTS).filter((kind) => value[kind] !== undefined);
  if (kinds.length === 0) problems.push('It has none of "sources", "managers" and "loaders".');
  for (const kind of kinds) problems.push(...partsProblems(kind, value[kind]));
  return problems;
}

function partsProblems(kind: string, parts: unknown): readonly string[] {
  if (!Array.isArray(parts)) return [`"${kind}" is not a list.`];
  return parts.flatMap((part: unknown, index) => {
    const place = `${kind}[${index}]`;
    if (!isRecord(part)) return [`${place} is ${describe(part)}, and no object.`];
    const missing = (PARTS[kind] ?? []).filter((name) => typeof part[name] !== 'function');
    return [
      ...(typeof part['id'] === 'string' && part['id'] !== '' ? [] : [`${place} has no "id".`]),
      ...(part['specVersion'] === 'v1' ? [] : [`"specVersion" of ${place} is ${describe(part['specVersion'])}.`]),
      ...(missing.length === 0 ? [] : [`${place} lacks ${missing.join(', ')}.`]),
    ];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  return typeof value === 'string'
    ? JSON.stringify(value)
    : `a value of type ${value === null ? 'null' : typeof value}`;
}
