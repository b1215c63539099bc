import { ownPattern } from './replacement.ts'
import type { Replacement } from './replacement.ts'

// Each pattern consumes everything it examines, so that no match restarts inside it: time stays linear.

/** Plain quotes, or quotes of JSON within JSON, with one or more backslashes. */
const QUOTE = String.raw`\\*["']?`

/** What secrets look like, anywhere in a text: a sign that each has, the pattern, and its replacement. */
const rows: readonly [sign: string, pattern: RegExp, by: string][] = [
  // First, because the others would replace a part of these.
  [
    '[Xx]-[Aa][Mm][Zz]-',
    /(X-Amz-(?:Security-Token|Signature|Credential)=)[^&\s"'\\]+/gi,
    '[redacted]',
  ],
  ['A[KSBC][IC]A', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, '[access key id]'],
  ['ABSK', /\bABSK[A-Za-z0-9+/_-]{20,}={0,2}/g, '[Bedrock API key]'],
  ['-api-key-', /\bbedrock-api-key-[A-Za-z0-9+/_=-]{20,}/g, '[Bedrock API key]'],
  [
    'IQoJb3JpZ2lu|F[wQ]o[GD]',
    /\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|FQoDYXdz)[A-Za-z0-9+/=%]{40,}/g,
    '[session token]',
  ],
  [
    '[Ss]ecret|SECRET',
    new RegExp(
      String.raw`((?:[Ss]ecret|SECRET)_?(?:[Aa]ccess|ACCESS)?_?(?:[Kk]ey|KEY)${QUOTE}\s*[:=]\s*${QUOTE})(?:[A-Za-z0-9+]|\\{0,3}/){40}(?![A-Za-z0-9/+])`,
      'g',
    ),
    '[secret access key]',
  ],
  // The tail is optional in the pattern and checked afterwards, so a text with many starts and no tail is read once.
  ['Credential=', /\b(Credential=)[^/,\s"']+(?<tail>\/\d{8}\/)?/g, '[access key id]'],
  ['Signature=', /\b(Signature=)[0-9a-f]{64}\b/g, '[signature]'],
  ['[Bb]earer', /\b([Bb]earer\s+)[A-Za-z0-9._~+/-]{20,}=*/g, '[key]'],
  [
    '[Xx]-[Aa][Mm][Zz]-',
    new RegExp(String.raw`(x-amz-security-token${QUOTE}\s*:\s*${QUOTE})[^\s"',\\]{20,}`, 'gi'),
    '[session token]',
  ],
  // The account 123456789012 is the documentation account, used in made-up names and in this server's own denials.
  [
    'arn:aws',
    /\b(arn:aws[a-z-]*:(?:iam|sts)::(?!123456789012)\d{12}:(?:user|assumed-role|federated-user)\/)[^\s"'<>,;)\]}\\]+/g,
    'redacted',
  ],
  ['arn:aws', /\b(arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:)\d{12}(?=[:/])/g, '123456789012'],
]

export const PATTERNS: readonly Replacement[] = rows.map(([, pattern, by]) =>
  ownPattern(pattern, by),
)

const SIGNS = new RegExp([...new Set(rows.map(([sign]) => sign))].join('|'))

/** Most texts have no secret, and one search shows that, instead of one per pattern. */
export const mayHoldSecrets = (text: string): boolean => SIGNS.test(text)

/** Members that are always secret. */
export const SECRET_MEMBERS =
  /^(?:aws_?)?(?:secret_?access_?key|session_?token)$|^(?:authorization|x-amz-security-token)$/i

const IN_TEXT =
  /("(?:(?:aws_?)?(?:secret_?access_?key|session_?token)|authorization|x-amz-security-token)\\*"\s*:\s*\\*")([^"]*)/gi

/** Hides values that only their member name reveals as secrets, in a text that is not JSON as a whole. */
export function hideSecretMembers(text: string): string {
  return text.replace(IN_TEXT, (_, head: string, value: string) => {
    // The backslashes of the closing quote.
    let end = value.length
    while (end > 0 && value.charAt(end - 1) === '\\') end--
    return `${head}[redacted]${value.slice(end)}`
  })
}
