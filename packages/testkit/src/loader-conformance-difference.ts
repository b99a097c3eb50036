/** How far two numbers may be apart when the same was computed in another grouping. */
const TOLERANCE = 1e-4;

/**
 * Where two predictions differ beyond rounding, as a path into them; `undefined` when nowhere. Inputs that go through a
 * model together are summed up in another order than one by one, so exact equality would ask for too much.
 */
export function differenceOf(actual: unknown, expected: unknown, path = 'prediction'): string | undefined {
  if (typeof actual === 'number' && typeof expected === 'number') {
    if (Object.is(actual, expected)) return undefined;
    const far = !(Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(expected)));
    return far ? `${path}: ${actual} instead of ${expected}` : undefined;
  }
  if (!isObject(actual) || !isObject(expected)) {
    return Object.is(actual, expected) ? undefined : `${path}: ${String(actual)} instead of ${String(expected)}`;
  }
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return `${path}: another kind of object`;
  const keys = Object.keys(expected);
  if (Object.keys(actual).length !== keys.length) return `${path}: another number of entries`;
  for (const key of keys) {
    const difference = differenceOf(actual[key], expected[key], `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
