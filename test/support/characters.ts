import fc from 'fast-check'

/**
 * Any character, surrogates excluded. The built-in unit `binary` first lists all 1.1 million of them, which takes
 * longer than most properties.
 */
const character = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point))

/** A string of any characters. */
export const anyString = (maxLength?: number): fc.Arbitrary<string> =>
  fc.string({ unit: character, ...(maxLength !== undefined && { maxLength }) })
