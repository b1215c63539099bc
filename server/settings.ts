/** One setting: a row makes the flag, the variable BEDROCK_LOCAL_*, the config key, --help and the README's row. */
export interface Setting {
  name: string
  kind: 'text' | 'number' | 'flag' | 'list' | 'choice'
  choices?: readonly string[]
  least?: number
  most?: number
  default: string | number | boolean | readonly string[] | undefined
  help: string
  /** What a text must look like, where not everything will do. */
  form?: { pattern: RegExp; says: string }
}
