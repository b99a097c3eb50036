const BLOCK_BYTES = 512;

/** An entry of a tar as a test wants it, true or not. */
export interface TarEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** Type flag: `0` file (the default), `1` hard link, `2` symbolic link, `5` folder, `x` and `g` extended headers. */
  readonly type?: string;
  readonly linkTarget?: string;
  readonly mode?: number;
  /** The twelve bytes of the size field, where they are to be something else than the truth. */
  readonly sizeField?: Uint8Array | string;
}

/** A ustar archive with its end marker. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(makeTarEntry), Buffer.alloc(2 * BLOCK_BYTES)]);
}

/** The header and the padded content of one entry. */
export function makeTarEntry(entry: TarEntry): Buffer {
  const content = Buffer.from(entry.content ?? '');
  const padding = (BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES;
  return Buffer.concat([makeHeader(entry, content.length), content, Buffer.alloc(padding)]);
}

/** An extended header before an entry: `{ path: 'a' }`, or the raw text of its records. */
export function makePax(records: Readonly<Record<string, string>> | string, type = 'x'): TarEntry {
  const content =
    typeof records === 'string'
      ? records
      : Object.entries(records)
          .map(([key, value]) => paxRecord(key, value))
          .join('');
  return { path: 'PaxHeader', type, content };
}

/** `<length> <key>=<value>\n`, whose length counts its own digits. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + 1;
  while (String(length).length + bytes !== length) length = String(length).length + bytes;
  return `${length}${rest}`;
}

function makeHeader(
  { path, type = '0', linkTarget = '', mode = 0o644, sizeField }: TarEntry,
  sizeBytes: number,
): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(path, 0, 100);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.set(Buffer.from(sizeField ?? octal(sizeBytes, 11)), 124);
  header.write(octal(0, 11), 136);
  header.write('        ', 148);
  header.write(type, 156, 'latin1');
  header.write(linkTarget, 157, 100);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
