import { evaluateExpression, expressionIn } from './arithmetic.ts'

// The few real answers: simple arithmetic, and capitals of countries.

const SUM =
  /(?<![\w.,)]|[-+*/×÷] ?)(-?\d{1,15}(?:\.\d{1,15})?) ?(\+|-|\*|x|×|\/|÷|plus|minus|times|% of) ?(-?\d{1,15}(?:\.\d{1,15})?)(?= ?[?=.!,;]| and | using |\s*$)/i
const CAPITAL = /\bcapital(?: city)? of (?:the )?(\p{L}+(?: \p{Lu}\p{L}+)*)/iu

const CAPITALS: ReadonlyMap<string, string> = new Map(
  (
    'Argentina=Buenos Aires,Australia=Canberra,Austria=Vienna,Belgium=Brussels,Brazil=Brasília,' +
    'Canada=Ottawa,Chile=Santiago,China=Beijing,Colombia=Bogotá,Cuba=Havana,Czechia=Prague,' +
    'Denmark=Copenhagen,Egypt=Cairo,England=London,Ethiopia=Addis Ababa,Finland=Helsinki,' +
    'France=Paris,Germany=Berlin,Ghana=Accra,Greece=Athens,Hungary=Budapest,Iceland=Reykjavík,' +
    'India=New Delhi,Indonesia=Jakarta,Iran=Tehran,Iraq=Baghdad,Ireland=Dublin,Israel=Jerusalem,' +
    'Italy=Rome,Jamaica=Kingston,Japan=Tokyo,Kenya=Nairobi,Malaysia=Kuala Lumpur,' +
    'Mexico=Mexico City,Morocco=Rabat,Netherlands=Amsterdam,New Zealand=Wellington,' +
    'Nigeria=Abuja,Norway=Oslo,Pakistan=Islamabad,Peru=Lima,Philippines=Manila,Poland=Warsaw,' +
    'Portugal=Lisbon,Romania=Bucharest,Russia=Moscow,Saudi Arabia=Riyadh,Scotland=Edinburgh,' +
    'Singapore=Singapore,South Africa=Pretoria,South Korea=Seoul,Spain=Madrid,Sweden=Stockholm,' +
    'Switzerland=Bern,Thailand=Bangkok,Turkey=Ankara,Ukraine=Kyiv,United Kingdom=London,' +
    'UK=London,United States=Washington D.C.,US=Washington D.C.,USA=Washington D.C.,' +
    'Vietnam=Hanoi,Wales=Cardiff'
  )
    .split(',')
    .map((pair) => {
      const [country = '', capital = ''] = pair.split('=')
      return [country.toLowerCase(), capital]
    }),
)

export interface KnownAnswer {
  value: string | number
  sentence: string
}

function sumIn(text: string): KnownAnswer | undefined {
  const match = SUM.exec(text)
  if (match === null) return undefined
  const [, a = '', sign = '', b = ''] = match
  const source = sign === '% of' ? `(${a}) / 100 * (${b})` : expressionIn(`(${a}) ${sign} (${b})`)
  if (source === undefined) return undefined
  const { stdOut } = evaluateExpression(source)
  if (!/^-?[\d.]/.test(stdOut)) return undefined
  const value = Number(Number(stdOut).toPrecision(12))
  return { value, sentence: `${a}${sign === '% of' ? '' : ' '}${sign} ${b} = ${value}` }
}

/** The words after "capital of" may go on beyond the country, so the longest run that names one counts. */
function capitalIn(text: string): KnownAnswer | undefined {
  if (!/capital/i.test(text)) return undefined
  const words = CAPITAL.exec(text)?.[1]?.split(' ') ?? []
  for (let length = words.length; length > 0; length--) {
    const country = words.slice(0, length).join(' ')
    const value = CAPITALS.get(country.toLowerCase())
    if (value === undefined) continue
    const article = /^(?:netherlands|philippines|united|uk|us)/i.test(country) ? 'the ' : ''
    return { value, sentence: `The capital of ${article}${country} is ${value}.` }
  }
  return undefined
}

export function knownAnswer(text: string): KnownAnswer | undefined {
  return sumIn(text) ?? capitalIn(text)
}
