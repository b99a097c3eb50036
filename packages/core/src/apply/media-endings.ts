import type { MediaType } from '../model/model.js';

const ENDINGS: Readonly<Record<MediaType, readonly string[] | undefined>> = {
  image: ['.jpg', '.jpeg', '.jpe', '.png', '.webp', '.gif', '.avif', '.tif', '.tiff', '.bmp', '.heic', '.heif'],
  audio: ['.wav', '.flac', '.mp3', '.ogg', '.opus', '.m4a', '.aac'],
  video: ['.mp4', '.mov', '.mkv', '.webm', '.avi'],
  text: ['.txt', '.md', '.text'],
  // Any file may hold these, so that a folder of them is taken whole.
  tabular: undefined,
  tensor: undefined,
};

/** Whether a file of a folder is meant when the folder is given to a model. Files that are named always are. */
export function hasEndingOf(path: string, mediaType: MediaType): boolean {
  const lower = path.toLowerCase();
  return ENDINGS[mediaType]?.some((ending) => lower.endsWith(ending)) ?? true;
}
