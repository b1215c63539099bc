import { ConfigError } from './config.ts'

export type EnvFormat = 'shell' | 'dotenv' | 'cmd' | 'powershell'

/** How to set a variable in each shell. Throws if a shell cannot be given the value literally. */
export const envFormats: Readonly<Record<EnvFormat, (name: string, value: string) => string>> = {
  shell: (name, value) => `export ${name}=${shellWord(value)}`,
  dotenv: (name, value) => `${name}=${dotenvValue(name, value)}`,
  cmd(name, value) {
    // Nothing makes these literal both at the prompt and in a batch file.
    if (/["%\r\n]/.test(value)) throw unwritable(name, value, 'cmd')
    // `set "NAME=value"` keeps a space before the next command out of the value.
    return `set "${name}=${value}"`
  },
  powershell(name, value) {
    // Invoke-Expression gets one line at a time.
    if (/[\r\n]/.test(value)) throw unwritable(name, value, 'powershell')
    if (PLAIN.test(value)) return `$env:${name} = "${value}"`
    // Between these, nothing is replaced, but typographic quotes end the text too.
    return `$env:${name} = '${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`
  },
}

const PLAIN = /^[\w@%+=:,./-]+$/

/** A value as one literal word of a POSIX shell. */
export function shellWord(value: string): string {
  return PLAIN.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}

/** Readers of these files do not agree on escapes, so a value is put in quotes that it does not contain. */
function dotenvValue(name: string, value: string): string {
  if (PLAIN.test(value)) return value
  if (!value.includes("'")) return `'${value}'`
  // Between these, escapes and variables are replaced.
  if (!/["\\$]/.test(value)) return `"${value}"`
  if (!value.includes('`')) return `\`${value}\``
  throw unwritable(name, value, 'dotenv')
}

const unwritable = (name: string, value: string, format: EnvFormat) =>
  new ConfigError(
    `the value of ${name} cannot be written for ${format}: ${JSON.stringify(value)}; choose another format`,
  )
