// Countries and the cities of time zones, by their English names: the engine knows them, so no list is kept here. AWS's
// ADDRESS finds bare names of cities and countries, too.

let names: ReadonlySet<string> | undefined

/** Zones that are not named after a city. */
const NO_CITY =
  /^(?:UTC|GMT|Center|Troll|Vostok|Davis|Casey|Palmer|Syowa|Mawson|McMurdo|Eastern|Knox|Reunion)$/

/** Also words, or people. */
const AMBIGUOUS = new Set(
  `Chad Jordan Georgia Man Wake Midway Easter Christmas Oral Resolute Regina Sofia Samara Stanley Darwin Canary
  Nome`.split(/\s+/),
)

export function isPlace(name: string): boolean {
  names ??= new Set([...countries(), ...cities()].filter((one) => !AMBIGUOUS.has(one)))
  return names.has(name)
}

function countries(): string[] {
  const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  return codes
    .map((code) => regions.of(code))
    .filter((name) => name !== undefined)
    .filter((name) => /^\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*$/u.test(name) && !name.startsWith('Pseudo'))
}

const cities = (): string[] =>
  Intl.supportedValuesOf('timeZone')
    .filter((zone) => zone.includes('/'))
    .map((zone) => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' '))
    .filter((name) => !NO_CITY.test(name))
