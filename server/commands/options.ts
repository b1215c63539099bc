import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'
import { ConfigError } from '../settings/config.ts'
import { didYouMean } from '../shape/nearest-name.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Parses the options of a command, with friendlier errors than Node's. */
export function parseOptions<const O extends Options>(
  command: string,
  args: string[],
  options: O,
  takes: 'options' | 'arguments' = 'options',
): ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>> {
  const loose = { args, options, strict: false, allowPositionals: true, tokens: true } as const
  for (const token of parseArgs(loose).tokens) {
    if (token.kind === 'positional' && takes === 'options')
      throw new ConfigError(`${command} does not take the argument ${token.value}`)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const type = Object.hasOwn(options, name) ? options[name]?.type : undefined
    if (type === undefined) {
      const known = Object.keys(options)
      const hint =
        didYouMean(name, known, (near) => `--${near}`) ||
        `; it takes ${known.map((one) => `--${one}`).join(', ')}`
      throw new ConfigError(`unknown option ${rawName} for ${command}${hint}`)
    }
    if (type === 'boolean' && value !== undefined)
      throw new ConfigError(`${rawName} does not take a value`)
    const isOption = inlineValue === false && value.length > 1 && value.startsWith('-')
    if (type === 'string' && (value === undefined || isOption))
      throw new ConfigError(`${rawName} needs a value`)
  }
  return parseArgs({ args, options, allowPositionals: true })
}
