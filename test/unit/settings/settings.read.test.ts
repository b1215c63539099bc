import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configKey } from '../../../server/settings/setting.ts'
import { settings } from '../../../server/settings/settings.ts'

const server = join(import.meta.dirname, '../../../server')

const sources = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith(join('settings', 'settings.ts')))
  .map((file) => readFileSync(join(server, file), 'utf8'))

/** `config.port`, `{ port } = config`, `{ port }: Config`, `Pick<Config, 'port'>`, and the very first one, `flags['config']`. */
const readsOf = (key: string) =>
  new RegExp(
    [
      String.raw`\bconfig\??\.${key}\b`,
      String.raw`\{[^{}]*\b${key}\b[^{}]*\}(?:: Config\b|\s*=\s*(?:\w+\.)?config\b)`,
      String.raw`Pick<\s*Config,[^>]*'${key}'`,
      String.raw`flags\['${key}'\]`,
    ].join('|'),
  )

test.each(settings.map(({ name }) => name))('some code reads --%s', (name) => {
  const reads = readsOf(configKey(name))
  expect(sources.some((text) => reads.test(text))).toBe(true)
})

test('a setting that nothing reads is found', () => {
  const reads = readsOf('noSuchSetting')
  expect(sources.some((text) => reads.test(text))).toBe(false)
})
