import { parseSync } from 'vite';

/** Modules that open connections, look up names, or run what this check cannot read. */
const OUTSIDE_MODULES: ReadonlySet<string> = new Set(
  (
    'child_process cluster dgram dns dns/promises http http2 https inspector inspector/promises net repl tls vm ' +
    'worker_threads undici ws node-fetch axios got'
  ).split(' '),
);

/** Names of the global scope that reach outside, or run text as code; and the scope itself, which has all of them. */
const OUTSIDE_GLOBALS: ReadonlySet<string> = new Set(
  'fetch WebSocket WebSocketStream EventSource XMLHttpRequest Worker eval Function globalThis global self require'.split(
    ' ',
  ),
);

const OUTSIDE_OF_PROCESS: ReadonlySet<string> = new Set(['env', 'binding', 'dlopen', 'getBuiltinModule', 'kill']);

interface SyntaxNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * Finds every way out of the process that a file takes by itself: `import node:net`, `fetch`, `process.env`, `import(…)` of
 * what is not known before. Types do not count. It errs on the strict side.
 */
export function findOutsideAccess(name: string, code: string): readonly string[] {
  const { program, errors } = parseSync(name, code);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${name}: ${error.message}`);
  const nodes = [...walk(program as unknown as SyntaxNode)];
  const own = new Set(nodes.flatMap(({ node }) => namesBoundBy(node)));
  return [...new Set(nodes.flatMap(({ node, parent, key }) => judge(node, parent, key, own)))].toSorted();
}

interface Place {
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode | undefined;
  /** Under which key of its parent it stands. */
  readonly key: string;
}

function* walk(node: SyntaxNode, parent?: SyntaxNode, key = ''): Generator<Place> {
  yield { node, parent, key };
  for (const [name, value] of Object.entries(node)) {
    // Types are gone before anything runs.
    if (name === 'typeAnnotation' || name === 'typeParameters' || name === 'returnType' || name === 'typeArguments')
      continue;
    for (const child of [value].flat())
      if (isNode(child) && !/^TS(?!As|NonNull|Satisfies)/.test(child.type)) yield* walk(child, node, name);
  }
}

function judge(node: SyntaxNode, parent: SyntaxNode | undefined, key: string, own: ReadonlySet<string>): string[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return judgeImport(node);
    case 'ImportExpression': {
      const source = textOf(node['source']);
      if (source === undefined) return ['import(…) of what is not known'];
      return isOutside(source) ? [`import ${source}`] : [];
    }
    case 'MemberExpression': {
      const object = node['object'];
      if (!isNode(object) || nameOf(object) !== 'process') return [];
      const property = node['computed'] === true ? textOf(node['property']) : nameOf(node['property']);
      if (property === undefined) return ['process[…]'];
      if (property === 'getBuiltinModule' && parent?.type === 'CallExpression') {
        const [source] = [parent['arguments']].flat().map(textOf);
        return source === undefined || isOutside(source) ? [`import ${source ?? '…'}`] : [];
      }
      return OUTSIDE_OF_PROCESS.has(property) ? [`process.${property}`] : [];
    }
    case 'VariableDeclarator': {
      if (nameOf(node['init']) !== 'process') return [];
      const names = isNode(node['id']) && node['id'].type === 'ObjectPattern' ? keysOf(node['id']) : ['…'];
      return names.filter((name) => name === '…' || OUTSIDE_OF_PROCESS.has(name)).map((name) => `process.${name}`);
    }
    case 'Identifier': {
      const name = nameOf(node) ?? '';
      if (name === 'createRequire' && parent?.type === 'CallExpression') return ['createRequire'];
      const isName = (key === 'property' || key === 'key') && parent?.['computed'] !== true;
      return OUTSIDE_GLOBALS.has(name) && !own.has(name) && !isName ? [name] : [];
    }
    default:
      return [];
  }
}

function judgeImport(node: SyntaxNode): string[] {
  const source = textOf(node['source']);
  if (source === undefined || !isOutside(source)) return [];
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return [];
  const specifiers = [node['specifiers'] ?? []].flat().filter(isNode);
  const values = specifiers.filter((specifier) => specifier['importKind'] !== 'type');
  if (specifiers.length > 0 && values.length === 0) return [];
  const names = values.map((specifier) => nameOf(specifier['imported'] ?? specifier['local']) ?? '*');
  return [`import ${source} {${names.toSorted().join(', ')}}`];
}

function namesBoundBy(node: SyntaxNode): readonly string[] {
  const bound = [
    ...(node.type === 'VariableDeclarator' && nameOf(node['init']) !== 'globalThis' ? [node['id']] : []),
    ...(/Function/.test(node.type) ? [node['id'], ...[node['params'] ?? []].flat()] : []),
    ...(/^Import\w*Specifier$/.test(node.type) ? [node['local']] : []),
  ];
  return bound.filter(isNode).flatMap(namesInPattern);
}

/** What a pattern takes out of an object; `…` for what cannot be read. */
function keysOf({ properties }: SyntaxNode): readonly string[] {
  return [properties]
    .flat()
    .filter(isNode)
    .map((property) => (property['computed'] === true ? undefined : nameOf(property['key'])) ?? '…');
}

function namesInPattern(pattern: SyntaxNode): readonly string[] {
  if (pattern.type === 'Identifier') return [nameOf(pattern) ?? ''];
  const parts = [pattern['properties'], pattern['elements'], pattern['value'], pattern['left'], pattern['argument']];
  return parts.flat().filter(isNode).flatMap(namesInPattern);
}

function isOutside(source: string): boolean {
  return OUTSIDE_MODULES.has(source.replace(/^node:/, ''));
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : undefined;
}

function textOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
