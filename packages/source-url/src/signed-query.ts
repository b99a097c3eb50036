/** A way of signing URLs, told by the parameters that it cannot do without. */
interface SigningScheme {
  readonly required: readonly string[];
  /** Its other parameters: until when, by whom, and with which headers the answer comes. None decides the bytes. */
  readonly others: readonly string[];
  readonly prefix?: string;
}

const RESPONSE_HEADERS = [
  'response-content-disposition',
  'response-content-type',
  'response-content-encoding',
  'response-content-language',
  'response-cache-control',
  'response-expires',
];

const SAS_PERMISSIONS = 'ss srt sp st se sip spr sr si sdd skoid sktid skt ske sks skv saoid suoid scid'.split(' ');
const SAS_HEADERS = ['rscc', 'rscd', 'rsce', 'rscl', 'rsct'];

/** In lower case, as Azure's storage, Amazon's S3 and CloudFront, Google's storage and those that took after them do. */
const SCHEMES: readonly SigningScheme[] = [
  { required: ['x-amz-signature'], others: RESPONSE_HEADERS, prefix: 'x-amz-' },
  { required: ['x-goog-signature'], others: RESPONSE_HEADERS, prefix: 'x-goog-' },
  { required: ['signature', 'expires', 'awsaccesskeyid'], others: [...RESPONSE_HEADERS, 'x-amz-security-token'] },
  { required: ['signature', 'expires', 'googleaccessid'], others: RESPONSE_HEADERS },
  { required: ['signature', 'expires', 'ossaccesskeyid'], others: [...RESPONSE_HEADERS, 'security-token'] },
  { required: ['signature', 'key-pair-id'], others: ['expires', 'policy', 'hash-algorithm'] },
  {
    required: ['sig', 'sv'],
    others: [...SAS_PERMISSIONS, ...SAS_HEADERS],
  },
];

/**
 * The query of a URL without its signature, where it has one of a kind that is known: two signatures of one object are the
 * same source. Parameters that no such scheme owns stay as they are written, since they may decide the bytes.
 *
 * @param search - As in `URL.search`: empty, or with its question mark.
 */
export function withoutSignature(search: string): string {
  const pieces = search.slice(1).split('&');
  const names = new Set(pieces.map(nameOf));
  const schemes = SCHEMES.filter(({ required }) => required.every((name) => names.has(name)));
  if (schemes.length === 0) return search;
  const kept = pieces.filter((piece) => !schemes.some((scheme) => owns(scheme, nameOf(piece))));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function owns({ required, others, prefix }: SigningScheme, name: string): boolean {
  return required.includes(name) || others.includes(name) || (prefix !== undefined && name.startsWith(prefix));
}

function nameOf(piece: string): string {
  const [name = ''] = piece.split('=', 1);
  return name.toLowerCase();
}
