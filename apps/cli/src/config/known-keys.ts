import leven from 'leven';
import { z } from 'zod';
import { configSchema } from './config-schema.js';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Keys that may stand in the object at a path of the configuration. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schemas: readonly JsonSchema[] = [z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema];
  for (const step of path)
    schemas = schemas.flatMap((schema) => alternatives(schema)).flatMap((schema) => below(schema, step));
  return schemas.flatMap(alternatives).flatMap(({ properties = {} }) => Object.keys(properties));
}

/** The one of some names that somebody may have meant. */
export function closest(name: string, names: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(name.length / 3));
  const near = names
    .map((known) => ({ known, distance: leven(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ distance }) => distance <= most);
  return near.toSorted((a, b) => a.distance - b.distance)[0]?.known;
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ?? [schema];
}

function below({ properties, additionalProperties, items }: JsonSchema, step: PropertyKey): readonly JsonSchema[] {
  if (typeof step === 'number') return items === undefined ? [] : [items];
  const named = properties?.[String(step)] ?? additionalProperties;
  return typeof named === 'object' ? [named] : [];
}
