import { expect, test } from 'vitest'
import { readArguments } from '../../../server/commands/arguments.ts'
import type { Command } from '../../../server/commands/command.ts'
import { helpAbout, helpText } from '../../../server/commands/help.ts'
import { commands } from '../../../server/commands/table.ts'

const withSubcommands = (table: readonly Command[]): Command[] =>
  table.flatMap((row) => [row, ...withSubcommands(row.commands ?? [])])
const all = withSubcommands(commands)

/** The arguments of an example, as a shell splits them. */
function argsOf(example: string): string[] | undefined {
  const [, line] = /npx bedrock-local ([^|>)]*)/.exec(example) ?? []
  return line
    ?.match(/'[^']*'|"[^"]*"|\S+/g)
    ?.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
    .filter((word) => word !== '"')
}

test.each(all.map((row) => [row.name, row] as const))('%s has help', async (name, row) => {
  const help = helpAbout(name.split(' '))
  expect(help).toBe(helpText(row))
  expect(help).toContain(`Usage:\n  bedrock-local ${name}`)
  for (const { name: flag, help: says } of row.flags ?? []) {
    expect(help).toMatch(new RegExp(`^  --${flag}\\b.* ${says.slice(0, 12)}`, 'm'))
  }
  for (const setting of row.settings ?? [])
    expect(help).toMatch(new RegExp(`^  --(\\[no-])?${setting}\\b`, 'm'))
  // Every example is a valid command line.
  for (const example of row.examples) {
    expect(help).toContain(`  ${example}\n`)
    const args = argsOf(example) ?? []
    expect(() => readArguments(args)).not.toThrow()
    expect(readArguments(args).command?.name).toMatch(new RegExp(`^${name}`))
  }
  if (row.load !== undefined) expect(await row.load()).toBeInstanceOf(Function)
  else expect(row.commands).not.toHaveLength(0)
})

test('the help lists every command and setting', () => {
  const help = helpText(undefined)
  for (const { name, summary } of commands) {
    expect(help).toMatch(new RegExp(`^  bedrock-local ${name} .*${summary}$`, 'm'))
  }
  expect(help).toMatch(/^ {2}--\[no-\]watch +reload fixtures when they change \(default: true\)$/m)
  expect(help).toMatch(/^ {2}--refresh\[=replace\|append\] +record existing/m)
})

test('help for an unknown command is one sentence', () => {
  expect(() => helpAbout(['fixtures', 'lst'])).toThrow(
    'unknown command fixtures lst; did you mean list? (check, list, explain, unused, format)',
  )
  expect(() => helpAbout(['fixtrues'])).toThrow('unknown command fixtrues; did you mean fixtures?')
})
