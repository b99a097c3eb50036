const SHA256 = /^[0-9a-f]{64}$/;

/** What {@link isObject} lets pass. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is an object, and no array. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whether a value is a sha256 as we write it. */
export function isSha256(value: unknown): boolean {
  return typeof value === 'string' && SHA256.test(value);
}

/** Whether a value is a number of bytes. */
export function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Whether a value is an array that is not empty, and all in it is right. */
export function isListOf(value: unknown, isRight: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => isRight(each));
}

/** Whether a value is not there, or right. */
export function isOptional(value: unknown, isRight: (value: unknown) => boolean): boolean {
  return value === undefined || isRight(value);
}
