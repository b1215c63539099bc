import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../../server/console')
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))

const filesWith = (pattern: RegExp) =>
  sources.flatMap(({ name, text }) => (pattern.test(text) ? [name] : []))

describe('the sources of the console', () => {
  test('do not create markup or code from text', () => {
    expect(
      filesWith(
        /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|srcdoc|\beval\(|new Function\b/,
      ),
    ).toEqual([])
  })

  test('import only types from the server', () => {
    const outside = sources.flatMap(({ name, text }) => {
      const up = '../'.repeat(name.split(/[/\\]/).length)
      return [...text.matchAll(/^import (?!type )[^;]*? from '([^']+)'/gm)]
        .map(([, from = '']) => from)
        .filter((from) => from.startsWith(up) || from.startsWith('node:'))
        .map((from) => `${name} imports ${from}`)
    })
    expect(outside).toEqual([])
  })

  test('contain no URLs except those of documentation', () => {
    const named = sources.flatMap(({ text }) => text.match(/https?:\/\/[a-z][\w.-]+/g) ?? [])
    expect(
      named.filter((url) => !/docs\.aws\.amazon\.com|aws\.amazon\.com|localhost/.test(url)),
    ).toEqual([])
  })
})
