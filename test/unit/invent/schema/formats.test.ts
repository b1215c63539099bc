import { expect, test } from 'vitest'
import { conforms } from '../../../../server/invent/schema/conform.ts'
import { formats } from '../../../../server/invent/schema/formats.ts'

test.each([...formats.keys()])('values of a format have its shape: %s', (format) => {
  const made = Array.from({ length: 30 }, (_, nth) => formats.get(format)?.make(nth) ?? '')
  for (const value of made) expect(conforms({ format }, value)).toBe(true)
})

test.each([
  // Pydantic's types: UUID4, IPvAnyAddress, IPv4Network, IPv6Interface, Base64Str, PostgresDsn.
  ['uuid4', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/],
  ['uuid7', /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/],
  ['ipvanyaddress', /^[\d.]+$/],
  // The bits behind the prefix are zero, as Python demands of a network.
  ['ipv4network', /^(?:\d+\.){3}0\/24$/],
  ['ipv6interface', /^[\da-f:]+::\/48$/],
  ['base64', /^SW52ZW50ZWQ[\w+/]+={0,2}$/],
  ['multi-host-uri', /^postgres:\/\//],
  // Zod's.
  ['cidrv4', /\/24$/],
  // OpenAPI's.
  ['byte', /^[\w+/]+={0,2}$/],
])('is known: %s', (format, shape) => {
  expect(formats.get(format)?.make(0)).toMatch(shape)
})

test.each([
  ['uuid4', '3f2b8c1e-a1b2-1d5e-9f60-7a8b9c0d1e2f'],
  ['base64', 'Paris'],
  ['ipv4network', 'Paris'],
  ['date', '2025-02-30'],
  ['date', '2025-04-31'],
  ['date-time', '2025-06-31T09:30:00Z'],
  ['date-time', '2025-13-01T09:30:00Z'],
])('a value of another shape does not fit: %s', (format, value) => {
  expect(conforms({ format }, value)).toBe(false)
})
