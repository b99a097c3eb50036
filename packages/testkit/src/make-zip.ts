import { crc32, deflateRawSync } from 'node:zlib';

/** What one of the two headers of an entry says. */
export interface ZipHeader {
  readonly name: string | Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
}

/** An entry of a zip as a test wants it, true or not. */
export interface ZipEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly deflate?: boolean;
  /** Unix mode with the type of file. */
  readonly mode?: number;
  /** What the header before the data says instead of the truth. */
  readonly local?: Partial<ZipHeader>;
  /** What the central directory says instead of the truth. */
  readonly central?: Partial<ZipHeader> & { readonly offset?: number };
  /** The bytes of the data, where they are not to be the content. */
  readonly data?: Uint8Array;
  /** Bytes after the data: a descriptor, or what nobody expects. */
  readonly after?: Uint8Array;
}

export interface ZipOptions {
  /** How many entries the end record counts. */
  readonly entryCount?: number;
  readonly comment?: string;
}

const UTF8 = 0x800;

export function makeZip(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '');
    const data = Buffer.from(entry.data ?? (entry.deflate === true ? deflateRawSync(content) : content));
    const truth: ZipHeader = {
      name: entry.path,
      flags: UTF8,
      method: entry.deflate === true ? 8 : 0,
      crc32: crc32(content),
      compressedBytes: data.length,
      sizeBytes: content.length,
    };
    const local = makeLocalHeader({ ...truth, ...entry.local });
    directory.push(
      makeCentralHeader({ ...truth, ...entry.central }, entry.mode ?? 0o100644, entry.central?.offset ?? offset),
    );
    const whole = Buffer.concat([local, data, entry.after ?? new Uint8Array()]);
    parts.push(whole);
    offset += whole.length;
  }
  const central = Buffer.concat(directory);
  const comment = Buffer.from(options.comment ?? '');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.entryCount ?? entries.length, 8);
  end.writeUInt16LE(options.entryCount ?? entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, central, end, comment]);
}

function makeLocalHeader({ name, flags, method, ...header }: ZipHeader): Buffer {
  const nameBytes = Buffer.from(name);
  const bytes = Buffer.alloc(30);
  bytes.writeUInt32LE(0x04034b50, 0);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt16LE(method, 8);
  bytes.writeUInt32LE(header.crc32, 14);
  bytes.writeUInt32LE(header.compressedBytes, 18);
  bytes.writeUInt32LE(header.sizeBytes, 22);
  bytes.writeUInt16LE(nameBytes.length, 26);
  return Buffer.concat([bytes, nameBytes]);
}

function makeCentralHeader({ name, flags, method, ...header }: ZipHeader, mode: number, offset: number): Buffer {
  const nameBytes = Buffer.from(name);
  const bytes = Buffer.alloc(46);
  bytes.writeUInt32LE(0x02014b50, 0);
  bytes.writeUInt16LE((3 << 8) | 20, 4);
  bytes.writeUInt16LE(20, 6);
  bytes.writeUInt16LE(flags, 8);
  bytes.writeUInt16LE(method, 10);
  bytes.writeUInt32LE(header.crc32, 16);
  bytes.writeUInt32LE(header.compressedBytes, 20);
  bytes.writeUInt32LE(header.sizeBytes, 24);
  bytes.writeUInt16LE(nameBytes.length, 28);
  bytes.writeUInt32LE((mode << 16) >>> 0, 38);
  bytes.writeUInt32LE(offset, 42);
  return Buffer.concat([bytes, nameBytes]);
}
