import type { ArchiveMember, FilePlan } from '../plugins/model-manager.js';
import type { Receipt } from '../store/receipt.js';
import type { LockedFile, LockedModel } from './lock-schema.js';

/** Addresses as a plan has them: at least one. */
type Urls = FilePlan['urls'];

/**
 * What there is to fetch of a locked model, every file with its digest, size and final place.
 *
 * @param address Gives the whole address where a secret was left out of the locked one.
 * @returns `undefined` when code of the source brings it: no file says where it is
 */
export function planLockedFiles(
  { files, archives = {} }: LockedModel,
  address: (locked: string) => string = (locked) => locked,
): FilePlan[] | undefined {
  const plans: FilePlan[] = [];
  const members = new Map<string, ArchiveMember[]>();
  for (const [path, file] of Object.entries(files)) {
    const { sha256, sizeBytes, urls, archive, member } = file;
    if (archive !== undefined && member !== undefined) {
      members.set(archive, [...(members.get(archive) ?? []), { from: member, path, sha256, sizeBytes }]);
    } else if (urls !== undefined) plans.push({ path, urls: toUrls(urls.map(address)), sha256, sizeBytes });
    else return undefined;
  }
  for (const [archive, wanted] of members) {
    const { mirrors = [], sizeBytes, sha256, integrity } = archives[archive] ?? {};
    const urls = toUrls([archive, ...mirrors].map(address));
    plans.push({ path: undefined, urls, sizeBytes, sha256, integrity, extract: { members: wanted } });
  }
  return plans;
}

/** Whether a secret was left out of any address of a model. */
export function hasWithheld({ files, archives = {} }: LockedModel): boolean {
  return [...Object.values(files), ...Object.values(archives)].some(({ withheld }) => withheld === true);
}

/** Whether a model that is there has exactly the locked files. */
export function hasLockedFiles(
  files: readonly ({ readonly path: string } & Pick<LockedFile, 'sha256' | 'sizeBytes'>)[],
  locked: LockedModel,
): boolean {
  return (
    files.length === Object.keys(locked.files).length &&
    files.every(({ path, sha256 }) => Object.hasOwn(locked.files, path) && locked.files[path]?.sha256 === sha256)
  );
}

/** Whether a downloaded model is exactly the locked one. */
export function isLockedReceipt(
  { files, baseFilename }: Pick<Receipt, 'files' | 'baseFilename'>,
  locked: LockedModel,
): boolean {
  return baseFilename === locked.baseFilename && hasLockedFiles(files, locked);
}

function toUrls([first, ...others]: readonly string[]): Urls {
  if (first === undefined) throw new TypeError('the schema lets no file without an address pass');
  return [first, ...others];
}
