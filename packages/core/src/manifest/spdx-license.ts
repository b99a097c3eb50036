import currentIds from 'spdx-license-ids/index.json' with { type: 'json' };
import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };

const MOST_CHARACTERS = 120;
const ID_OF = new Map([...deprecatedIds, ...currentIds].map((id) => [id.toLowerCase(), id]));

/** Words of the long names of licences that their SPDX ids abbreviate. */
const ABBREVIATIONS: readonly (readonly [RegExp, string])[] = [
  [/\bcreative commons\b/g, 'cc'],
  [/\battribution\b/g, 'by'],
  [/\bnon[ -]?commercial\b/g, 'nc'],
  [/\bshare[ -]?alike\b/g, 'sa'],
  [/\bno[ -]?derivatives\b/g, 'nd'],
  [/\b(?:the|licen[sc]e|version|international)\b|\bv(?=\d)/g, ''],
];

/**
 * The SPDX id that an author's text surely means: `Apache 2.0`, `MIT License` and `CC BY-NC 4.0` have one. Sentences, URLs,
 * lists and families without a version (`BSD`) have none: a wrong licence is worse than an unknown one.
 */
export function normalizeLicense(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const plain = text.trim().toLowerCase();
  const exact = ID_OF.get(plain);
  if (exact !== undefined) return exact;
  const short = ABBREVIATIONS.reduce((shorter, [words, abbreviation]) => shorter.replace(words, abbreviation), plain);
  const guess = short
    .split(/[\s,_-]+/)
    .filter(Boolean)
    .join('-');
  // `Apache 2` leaves out what every id spells out.
  return ID_OF.get(guess) ?? (/-\d+$/.test(guess) ? ID_OF.get(`${guess}.0`) : undefined);
}
