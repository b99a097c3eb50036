import type { FilePlan } from '../plugins/model-manager.js';
import type { Receipt, ReceiptArchive } from '../store/receipt.js';
import type { LockedArchive, LockedFile, LockedModel } from './lock-schema.js';
import { withholdSecrets } from './withhold-secrets.js';

/**
 * What a lock file says of a model that is there. Secrets stay behind.
 *
 * @param isByHook Whether code of the source brings it.
 * @returns `undefined` when its receipt does not say where every file can be had: an older version wrote it
 */
export function toLockedModel(receipt: Receipt, isByHook: boolean): LockedModel | undefined {
  const { baseFilename, files, archives = {} } = receipt;
  const isKnown = isByHook || files.every(({ urls, archive }) => urls !== undefined || archive !== undefined);
  if (!isKnown) return undefined;
  const locked = Object.entries(archives).map(([url, archive]) => toLockedArchive(url, archive));
  return {
    ...(baseFilename !== undefined && { baseFilename }),
    ...(locked.length > 0 && { archives: Object.fromEntries(locked) }),
    files: Object.fromEntries(files.map((file) => [file.path, toLockedFile(file)])),
  };
}

/** Whether a fresh plan is for exactly what is locked, as far as it promises anything. */
export function isPlanOf(plans: readonly FilePlan[], { files, archives = {} }: LockedModel): boolean {
  const planned = new Set<string>();
  for (const { urls, sha256, sizeBytes, integrity, extract } of plans) {
    const publicUrls = urls.map((url) => withholdSecrets(url).url);
    const [first = ''] = publicUrls;
    if (extract === undefined) {
      const path = findPath(files, (file) => isEqual(file.urls, publicUrls), planned);
      const file = path === undefined ? undefined : files[path];
      if (path === undefined || file === undefined || !promises({ sha256, sizeBytes }, file)) return false;
      planned.add(path);
      continue;
    }
    const archive = archives[first];
    const mirrors = publicUrls.slice(1);
    if (archive === undefined || !isEqual(archive.mirrors ?? [], mirrors)) return false;
    if (!isEqual([archive.sha256, archive.sizeBytes, archive.integrity], [sha256, sizeBytes, integrity])) return false;
    const inside = Object.entries(files).filter(([, file]) => file.archive === first);
    for (const [path] of inside) planned.add(path);
    const { members } = extract;
    if (members === undefined) continue;
    if (members.length !== inside.length) return false;
    for (const member of members) {
      const found = inside.find(([, file]) => file.member === member.from)?.[1];
      if (found === undefined || !promises(member, found)) return false;
    }
  }
  return planned.size === Object.keys(files).length;
}

function toLockedFile({ sha256, sizeBytes, urls, archive, member, withheld }: Receipt['files'][number]): LockedFile {
  const known = { sha256, sizeBytes };
  if (archive !== undefined) return { ...known, archive: withholdSecrets(archive).url, member };
  if (urls === undefined) return known;
  const addresses = urls.map(withholdSecrets);
  const isWithheld = withheld === true || addresses.some((address) => address.withheld);
  return { ...known, urls: addresses.map(({ url }) => url), ...(isWithheld && { withheld: true as const }) };
}

function toLockedArchive(address: string, archive: ReceiptArchive): [string, LockedArchive] {
  const { mirrors = [], sizeBytes, sha256, integrity, withheld } = archive;
  const { url, withheld: isFirstWithheld } = withholdSecrets(address);
  const others = mirrors.map(withholdSecrets);
  const isWithheld = withheld === true || isFirstWithheld || others.some((other) => other.withheld);
  return [
    url,
    {
      ...(others.length > 0 && { mirrors: others.map((other) => other.url) }),
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...(sha256 !== undefined && { sha256 }),
      ...(integrity !== undefined && { integrity }),
      ...(isWithheld && { withheld: true as const }),
    },
  ];
}

function findPath(
  files: Readonly<Record<string, LockedFile>>,
  matches: (file: LockedFile) => boolean,
  taken: ReadonlySet<string>,
): string | undefined {
  return Object.keys(files).find((path) => !taken.has(path) && files[path] !== undefined && matches(files[path]));
}

function promises(
  { sha256, sizeBytes }: { readonly sha256?: string | undefined; readonly sizeBytes?: number | undefined },
  file: LockedFile,
): boolean {
  return (sha256 ?? file.sha256).toLowerCase() === file.sha256 && (sizeBytes ?? file.sizeBytes) === file.sizeBytes;
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
