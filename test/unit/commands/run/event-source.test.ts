import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventSource } from '../../../../server/commands/run/event-source.ts'
import { fixtureFolder } from '../../../support/fixture-folder.ts'

test('an event is JSON, a file that contains it, or an empty object', () => {
  using folder = fixtureFolder({ 'e.json': '{"a":1}' })
  const file = join(folder.path, 'e.json')
  expect(eventSource(' [1]').read()).toBe(' [1]')
  expect(eventSource(undefined).read()).toBe('{}')
  expect(eventSource(file)).toMatchObject({ file })
  expect(eventSource(file).read()).toBe('{"a":1}')
})

test('anything else is reported in one sentence', () => {
  using folder = fixtureFolder({ 'half.json': '{"a":', 'long.json': `"${'x'.repeat(6 << 20)}"` })
  expect(() => eventSource('missing.json')).toThrow('"missing.json" is neither')
  expect(() => eventSource('{oops').read()).toThrow('--event is not valid JSON: ')
  expect(() => eventSource(join(folder.path, 'half.json')).read()).toThrow(
    'half.json is not valid JSON: ',
  )
  expect(() => eventSource(join(folder.path, 'long.json')).read()).toThrow(
    'long.json: Lambda takes events of up to 6 MB',
  )
})
