import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { init } from '../../../server/commands/init.ts'
import { checkText } from '../../../server/fixtures/load.ts'
import { loadConfig } from '../../../server/settings/config.ts'

function started(given: string | undefined, files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(inject('runFolder'), 'init-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const lines: string[] = []
  const again = (name = given) => {
    lines.length = 0
    return init(folder, name, (line) => lines.push(line))
  }
  const code = again()
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.\w+$/.test(path) && !(path in files))
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  return { folder, code, lines, again, read, written: written.toSorted() }
}

const BASICS = [
  'bedrock-local.config.yaml',
  'fixtures/capital-of-france.yaml',
  'fixtures/fixture.schema.json',
]

describe('init', () => {
  test('writes a valid fixture, and a config that loads with its defaults', async () => {
    const { folder, written, read, lines } = started(undefined)
    expect(written).toEqual(BASICS)
    const text = read('fixtures/capital-of-france.yaml')
    expect(text).toContain('$schema=fixture.schema.json\n')
    const file = join(folder, 'fixtures/capital-of-france.yaml')
    expect(checkText(text, file, { root: folder, at: 0 }).problems).toEqual([])
    const config = await loadConfig({}, {}, folder)
    expect(config).toEqual(await loadConfig({}, {}, join(folder, 'fixtures')))
    expect(lines.at(-1)).toContain('init vitest|jest|node|pytest|lambda')
  })

  test.each([
    ['vitest', {}, 'test/bedrock.test.mjs', 'npx vitest run'],
    ['vitest', { 'tsconfig.json': '{}' }, 'test/bedrock.test.ts', 'npx vitest run'],
    ['jest', {}, 'test/bedrock.test.js', 'npx jest'],
    ['node', {}, 'test/bedrock.test.mjs', 'node --test test/bedrock.test.mjs'],
    ['pytest', {}, 'tests/test_bedrock.py', 'pytest tests/test_bedrock.py'],
    ['lambda', {}, 'lambdas/hello/index.mjs', 'run lambdas/hello/index.mjs'],
  ])('%s with %j writes %s', (name, files, path, runs) => {
    const { written, lines, read } = started(name, files)
    expect(written).toEqual([...BASICS, path].toSorted())
    expect(lines.at(-1)).toContain(runs)
    expect(read(path)).toContain(name === 'lambda' ? 'handler' : 'bedrock')
  })

  test.each([
    ['{"devDependencies":{"vitest":"4"},"type":"module"}', 'test/bedrock.test.js'],
    ['{"devDependencies":{"jest":"30"}}', 'test/bedrock.test.js'],
  ])('detects the setup from %s', (manifest, path) => {
    expect(started(undefined, { 'package.json': manifest }).written).toContain(path)
  })

  test('detects a Python project', () => {
    const { written } = started(undefined, { 'pyproject.toml': '' })
    expect(written).toContain('tests/test_bedrock.py')
  })

  test('never overwrites a file, and adds no second config', () => {
    const { again, lines, read, folder } = started('node', { 'bedrock-local.config.json': '{}' })
    writeFileSync(join(folder, 'fixtures/capital-of-france.yaml'), 'mine')
    expect(again()).toBe(0)
    expect(lines.filter((line) => line.startsWith('created'))).toEqual([])
    expect(read('fixtures/capital-of-france.yaml')).toBe('mine')
    expect(readdirSync(folder)).not.toContain('bedrock-local.config.yaml')
  })

  test('names the schema of the installed package', () => {
    const { folder, again, read } = started('node', { 'package.json': '{}' })
    mkdirSync(join(folder, 'other/node_modules/bedrock-local/fixtures'), { recursive: true })
    writeFileSync(join(folder, 'other/node_modules/bedrock-local/fixtures/fixture.schema.json'), '')
    expect(again()).toBe(0)
    init(join(folder, 'other'), 'node', () => {})
    expect(read('other/fixtures/capital-of-france.yaml')).toContain(
      '$schema=../node_modules/bedrock-local/fixtures/fixture.schema.json',
    )
  })

  test.each([
    ['vites', {}, 'init does not support vites; did you mean vitest?'],
    ['node', { fixtures: 'a file' }, 'fixtures/capital-of-france.yaml cannot be written: EEXIST'],
  ])('reports errors: %s %j', (name, files, says) => {
    expect(() => started(name, files)).toThrow(says)
  })
})
