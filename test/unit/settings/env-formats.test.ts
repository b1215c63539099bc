import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { envFormats, shellWord } from '../../../server/settings/env-formats.ts'
import type { EnvFormat } from '../../../server/settings/env-formats.ts'

test.each<[EnvFormat, string]>([
  ['shell', 'export X=http://127.0.0.1:4577/a%20b'],
  ['dotenv', 'X=http://127.0.0.1:4577/a%20b'],
  ['powershell', '$env:X = "http://127.0.0.1:4577/a%20b"'],
])('a plain value for %s', (format, line) => {
  expect(envFormats[format]('X', 'http://127.0.0.1:4577/a%20b')).toBe(line)
})

test.each<[EnvFormat, string, string]>([
  ['shell', '/my home/ca.pem', "export X='/my home/ca.pem'"],
  ['shell', '$(touch x)', "export X='$(touch x)'"],
  ['shell', "it's", String.raw`export X='it'\''s'`],
  ['shell', '', "export X=''"],
  ['dotenv', '/my home/#1', "X='/my home/#1'"],
  ['dotenv', "it's #1", `X="it's #1"`],
  ['dotenv', String.raw`C:\new\it's`, 'X=`' + String.raw`C:\new\it's` + '`'],
  ['powershell', '$(calc) "x"', `$env:X = '$(calc) "x"'`],
  ['powershell', "it's", "$env:X = 'it''s'"],
  ['powershell', '‘a’ ‚b‛', "$env:X = '‘‘a’’ ‚‚b‛‛'"],
  ['cmd', String.raw`C:\my home & co`, String.raw`set "X=C:\my home & co"`],
])('a value for %s stays literal: %s', (format, value, line) => {
  expect(envFormats[format]('X', value)).toBe(line)
})

test.each<[EnvFormat, string]>([
  ['cmd', 'a" & calc & "'],
  ['cmd', '%PATH%'],
  ['cmd', 'a\nb'],
  ['powershell', "a\ncalc #'"],
  ['dotenv', '\'"`'],
])('a value that %s cannot be given literally is refused: %j', (format, value) => {
  expect(() => envFormats[format]('X', value)).toThrow(
    `the value of X cannot be written for ${format}: ${JSON.stringify(value)}`,
  )
})

test
  .skipIf(process.platform === 'win32')
  .each(['$(echo no) `echo no` "x" \\ ~ * ;', "it's", 'two\nlines', ''])(
  'a shell reads the word literally: %j',
  (value) => {
    expect(String(execFileSync('sh', ['-c', `printf %s ${shellWord(value)}`]))).toBe(value)
  },
)
