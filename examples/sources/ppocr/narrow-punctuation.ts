const CHINESE = /\p{Script=Han}/u;
/** The wide twins of the printable ASCII characters. */
const WIDE = /[\uFF01-\uFF5E]/g;
const WIDE_OFFSET = 0xfee0;

/**
 * Writes the wide marks that Chinese uses (`！`, `，`) as plain ones in lines without any Chinese. To the recogniser the
 * two look alike, and it learnt the wide ones better.
 */
export function narrowPunctuation(text: string): string {
  if (CHINESE.test(text)) return text;
  return text.replaceAll(WIDE, (wide) => String.fromCodePoint(wide.charCodeAt(0) - WIDE_OFFSET));
}
