import { closestMatch } from 'leven';
import { z } from 'zod';

/** An object without other keys, which says of a wrong key which one was probably meant. */
export function strictObject<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? describeKeys(issue['keys'], known) : undefined),
  });
}

function describeKeys(keys: unknown, known: readonly string[]): string {
  const wrong = Array.isArray(keys) ? keys.map(String) : [];
  return wrong
    .map((key) => {
      const meant = closestMatch(key, known, { maxDistance: Math.max(2, Math.floor(key.length / 3)) });
      return meant === undefined
        ? `There is no key "${key}" here; there are ${known.join(', ')}.`
        : `There is no key "${key}" here. Did you mean "${meant}"?`;
    })
    .join(' ');
}
