import { redact } from '../errors/redact.js';

/** An address as it may be kept with a project. */
export interface PublicAddress {
  readonly url: string;
  /** Whether something was left out. */
  readonly withheld: boolean;
}

/**
 * Parameters of signed addresses, by the services that sign: for whom, until when and with what. Each set counts only with
 * the signature that it begins with.
 */
const SIGNATURES: readonly { readonly signature: RegExp; readonly all: RegExp }[] = [
  { signature: /^x-amz-signature$/i, all: /^x-amz-/i },
  { signature: /^x-goog-signature$/i, all: /^x-goog-/i },
  {
    signature: /^signature$/i,
    all: /^(?:signature|expires|policy|key-pair-id|awsaccesskeyid|googleaccessid|ossaccesskeyid)$/i,
  },
  { signature: /^sig$/i, all: /^(?:sig|s[vetpri]|ss|srt|sip|spr|sk(?:oid|tid|t|e|s|v))$/i },
];
const SECRET =
  /^(?:sig|key|auth|jwt|.*(?:token|secret|signature|password|passwd|credential|api[-_]?key|access[-_]?key(?:[-_]?id)?))$/i;
const WEB = /^https?:/i;

/**
 * Takes out of an address what may be somebody's secret: user names and passwords, tokens, and the parameters of signed
 * addresses. A relative one comes back as it is.
 */
export function withholdSecrets(address: string): PublicAddress {
  if (!WEB.test(address) || !URL.canParse(address)) return compare(address, redact(address));
  const url = new URL(address);
  const names = [...url.searchParams.keys()];
  const signed = SIGNATURES.filter(({ signature }) => names.some((name) => signature.test(name)));
  const isSecret = (name: string): boolean => SECRET.test(name) || signed.some(({ all }) => all.test(name));
  if (url.username === '' && url.password === '' && !names.some(isSecret)) return compare(address, redact(address));
  url.username = '';
  url.password = '';
  // Piece by piece, since setting parameters one at a time would write the others anew.
  const pieces = url.search.slice(1).split('&');
  url.search = pieces.filter((piece) => !isSecret(nameOf(piece))).join('&');
  return { url: redact(url.href), withheld: true };
}

/** Whether a text that is no single address (a key, what a provider remembers) holds something secret. */
export function hasSecret(text: string): boolean {
  const start = text.search(/https?:\/\//i);
  return redact(text) !== text || (start !== -1 && withholdSecrets(text.slice(start)).withheld);
}

function compare(address: string, shown: string): PublicAddress {
  return { url: shown, withheld: shown !== address };
}

function nameOf(piece: string): string {
  const [name = ''] = piece.split('=', 1);
  return URL.canParse(`x:?${name}`) ? ([...new URLSearchParams(name).keys()][0] ?? '') : name;
}
