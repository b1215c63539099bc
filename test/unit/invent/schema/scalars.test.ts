import { describe, expect, test } from 'vitest'
import { makeString } from '../../../../server/invent/schema/scalars.ts'
import { generate } from '../../../../server/invent/schema/schema.ts'
import { Budget } from '../../../../server/invent/budget.ts'
import type { Json } from '../../../../server/json.ts'

const guide = { about: 'tea', optional: true }

/** What Zod 4 writes in addition to the format. */
const ZOD: Record<string, string> = {
  email: String.raw`^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$`,
  uuid: String.raw`^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$`,
  'date-time': String.raw`^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$`,
  date: String.raw`^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))$`,
  duration: String.raw`^P(?:(\d+W)|(?!.*W)(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$`,
  ipv4: String.raw`^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])$`,
  ipv6: String.raw`^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))$`,
}

const zod = (format: string): Json => ({ type: 'string', format, pattern: ZOD[format] ?? '' })

describe('strings with a format and a pattern', () => {
  test.each(Object.entries(ZOD))('satisfy both: %s', (format, pattern) => {
    for (const nth of [0, 1, 9])
      expect(makeString({ format, pattern }, { name: 'x', about: '', nth }, new Budget())).toMatch(
        new RegExp(pattern),
      )
  })

  test('look like the format', () => {
    expect(generate(zod('email'), guide)).toBe('ada@example.com')
  })

  test('satisfy the pattern if the usual value of the format does not', () => {
    expect(
      generate({ type: 'string', format: 'email', pattern: '^[a-z]+@acme[.]com$' }, guide),
    ).toMatch(/^[a-z]+@acme[.]com$/)
  })

  test('are cheap enough to fill a form with lists of them', () => {
    const properties: Record<string, Json> = {}
    for (const format of Object.keys(ZOD)) {
      properties[format] = zod(format)
      properties[`${format}s`] = { type: 'array', items: zod(format) }
    }
    expect(generate({ type: 'object', properties }, guide)).toMatchObject({
      email: 'ada@example.com',
    })
  })
})
