import { isPlace } from './places.ts'
import { anyOf, byPattern } from './row.ts'
import type { Finder } from './row.ts'

// Names, addresses and similar data have no format that a rule could check. These rules are conservative: they need a
// phrase that introduces the value, and miss what AWS's model finds without one.

const STREET =
  /\b\d{1,5} (?:[NSEW]\.? )?(?:\p{Lu}[\p{L}'.-]{0,24} ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Way|Place|Pl|Terrace|Highway|Hwy|Parkway|Pkwy)\b/gu

const PLACE_WORDS = /(?<![\p{L}\p{N}])\p{Lu}\p{L}{2,24}(?: \p{Lu}\p{L}{2,24}){0,2}/gu

/** The longest names of places among capitalized words that follow each other. */
const places: Finder = (text) =>
  [...text.matchAll(PLACE_WORDS)].flatMap(({ 0: run, index }) => {
    const words = [...run.matchAll(/\S+/g)]
    const found = []
    for (let from = 0; from < words.length; from++) {
      for (let to = words.length; to > from; to--) {
        const start = words[from]?.index ?? 0
        const last = words[to - 1]
        const end = (last?.index ?? 0) + (last?.[0].length ?? 0)
        if (!isPlace(run.slice(start, end))) continue
        found.push({ start: index + start, end: index + end })
        from = to - 1
        break
      }
    }
    return found
  })

const TITLE = String.raw`(?:Mr|Mrs|Ms|Dr|Prof)\b`
const CAPITALIZED = String.raw`\p{Lu}[\p{L}'-]{1,30}(?: \p{Lu}\.)?(?: (?!${TITLE})\p{Lu}[\p{L}'-]{1,30}){0,2}`

export const personal: Readonly<Record<string, Finder>> = {
  ADDRESS: anyOf(byPattern(STREET), places),
  NAME: anyOf(
    byPattern(
      new RegExp(
        String.raw`\b(?:[Mm]y name is|[Mm]y name's|[Ii] am called|[Nn]ame:|[Mm]r\.?|[Mm]rs\.?|[Mm]s\.?|[Dd]r\.?|[Pp]rof\.?|Dear|[Ss]incerely,|[Rr]egards,)\s{1,3}(${CAPITALIZED})`,
        'gu',
      ),
    ),
  ),
  AGE: anyOf(
    byPattern(/\b\d{1,3}[ -]?(?:years?|yrs?)[ -]old\b/gi),
    byPattern(/\b(?:aged|age:|age is|age of) (\d{1,3})\b/gi),
  ),
  USERNAME: byPattern(/\b(?:user ?name|login|user id)\s{0,3}(?:is|:|=)\s{0,3}([\w.@-]{2,64})/gi),
  PASSWORD: byPattern(/\b(?:password|passwd|pwd|passphrase)\s{0,3}(?:is|:|=)\s{0,3}(\S{2,128})/gi),
  PIN: byPattern(/\bPIN(?: code| number)?\s{0,3}(?:is|:|=)?\s{0,3}(\d{4,8})\b/g),
  DRIVER_ID: byPattern(
    /\bdriver'?s? licen[cs]e(?: number| no\.?| id)?\s{0,3}(?:is|:|=|#)?\s{0,3}([A-Z]{0,2}\d[A-Z\d-]{4,18})\b/gi,
  ),
  LICENSE_PLATE: byPattern(
    /\b(?:licen[cs]e|number|registration) plate(?: number)?\s{0,3}(?:is|:|=|#)?\s{0,3}([A-Z\d]{1,4}[ -]?[A-Z\d]{2,5})\b/g,
    (found) => /\d/.test(found),
  ),
}
