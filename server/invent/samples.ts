/** The name that invented answers give as their author. */
export const MAKER = 'bedrock-local'

type Sample = readonly [named: RegExp, values: readonly [string, ...string[]]]

// Sample strings by member name. The first matching row wins.
const STRINGS: readonly Sample[] = [
  [/latitude|^lat$/i, ['48.85', '41.90', '35.68']],
  [/longitude|^lon$|^lng$/i, ['2.35', '12.50', '139.69']],
  [/e_?mail/i, ['ada@example.com', 'grace@example.com']],
  [/first_?name|given_?name/i, ['Ada', 'Grace', 'Alan']],
  [/last_?name|surname|family_?name/i, ['Lovelace', 'Hopper', 'Turing']],
  [/country/i, ['France', 'Italy', 'Japan']],
  [/city|location|place|town|destination|origin/i, ['Paris', 'Rome', 'Tokyo']],
  [
    /author|person|customer|user_?name|full_?name|^name$/i,
    ['Ada Lovelace', 'Grace Hopper', 'Alan Turing'],
  ],
  [/birth|date|^day$|deadline/i, ['2025-06-10', '2025-06-11', '2025-06-12']],
  [/time/i, ['2025-06-10T09:30:00Z', '2025-06-10T10:30:00Z']],
  [/phone/i, ['+1-555-0100', '+1-555-0101']],
  [/url|link|website/i, ['https://example.com/1', 'https://example.com/2']],
  [/currency/i, ['EUR', 'USD', 'GBP']],
  [/language/i, ['English', 'French', 'German']],
  [/colou?r/i, ['blue', 'green', 'red']],
  [/unit/i, ['celsius', 'fahrenheit']],
  [/sentiment/i, ['neutral', 'positive', 'negative']],
  [/street|address/i, ['1 Example Street', '2 Example Street']],
  [/zip|postal/i, ['10115', '75001']],
  [/(^|_)id$|[a-z]Id$|^uuid$/, ['id-1', 'id-2', 'id-3']],
]

const NUMBERS: readonly (readonly [named: RegExp, value: number])[] = [
  [/latitude|^lat$/i, 48.85],
  [/longitude|^lon$|^lng$/i, 2.35],
  [/temperature|^temp$/i, 21],
  [/(^|_)age$/i, 36],
  [/year/i, 2025],
  [/price|cost|amount|total/i, 20],
  [/score|confidence|probability/i, 0.9],
  [/rating/i, 4],
]

/** A sample string for a member. `nth` makes the items of a list differ. */
export function sampleString(name: string, about: string, nth: number): string {
  for (const [named, values] of STRINGS) {
    if (!named.test(name)) continue
    const value = values[nth % values.length] ?? values[0]
    return nth < values.length ? value : `${value} ${nth + 1}`
  }
  const spoken = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .trim()
  const what = spoken === '' ? 'text' : spoken
  return `Invented ${what}${about === '' ? '' : ` about ${about}`}${nth === 0 ? '' : ` (${nth + 1})`}`
}

export function sampleNumber(name: string, nth: number): number {
  const found = NUMBERS.find(([named]) => named.test(name))
  return found === undefined ? nth + 1 : found[1] + nth
}
