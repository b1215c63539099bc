import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { completionOf, placesIn } from '../../../server/commands/completion.ts'
import { bashScript } from '../../../server/commands/completion/bash.ts'
import { fishScript } from '../../../server/commands/completion/fish.ts'
import { zshScript } from '../../../server/commands/completion/zsh.ts'
import { commands } from '../../../server/commands/table.ts'

const places = placesIn(commands)
const noBash = spawnSync('bash', ['-c', 'true']).status !== 0

test.skipIf(noBash)('bash completes commands, flags and their values', () => {
  const lines = [
    ['fix'],
    ['fixtures', 'ex'],
    ['env', '--format', 'd'],
    ['env', '--format', '=', 'j'],
    ['--mode', 'rep'],
    ['--port', '1', 'fixtures', 'li'],
    ['fixtures', 'list', '--j'],
    ['completion', 'z'],
    ['drill', '--', 'en'],
  ]
  const calls = lines.map(
    (words) =>
      `COMP_WORDS=(bedrock-local ${words.join(' ')}); COMP_CWORD=${words.length}; COMPREPLY=(); _bedrock_local; echo "\${COMPREPLY[*]}"`,
  )
  const { stdout, stderr } = spawnSync('bash', ['--norc'], {
    input: [bashScript(places), ...calls].join('\n'),
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(stdout.split('\n')).toEqual([
    'fixtures',
    'explain',
    'dotenv',
    'json',
    'replay',
    'list',
    '--json',
    'zsh',
    '',
    '',
  ])
})

test('zsh and fish get descriptions of words and flags', () => {
  const zsh = zshScript(places)
  expect(zsh).toMatch(/^ {4}'fixtures'\) entries=\('check:report all mistakes with /m)
  expect(zsh).toContain(
    "'--mode') compadd -- mock replay record proxy; return ;;".replace("'", "':"),
  )
  const fish = fishScript(places)
  expect(fish).toContain(
    "complete -c bedrock-local -n '__fish_seen_subcommand_from fixtures; and __fish_seen_subcommand_from list' -l json -d 'print JSON'\n",
  )
  expect(fish).toContain("-l format -xa 'shell dotenv json powershell cmd' -d 'output format'")
})

test('an unknown shell is reported in one sentence', () => {
  expect(() => completionOf(commands)({}, ['tcsh'])).toThrow(
    'no completion for tcsh; choose one of bash, zsh, fish',
  )
})
