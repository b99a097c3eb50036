/** Bytes that a body will have; `undefined` when the server does not say, or counts them packed. */
export function readLength(header: (name: string) => string | undefined): number | undefined {
  const length = Number(header('content-length') ?? Number.NaN);
  return header('content-encoding') === undefined && Number.isSafeInteger(length) ? length : undefined;
}
