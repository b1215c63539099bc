import { passesAba, passesIban, passesLuhn, passesNhs, passesVin } from './checksums.ts'
import { anyOf, byGroups, byPattern } from './row.ts'
import type { Finder } from './row.ts'

// Numbers with a specific format, and a checksum if the type has one. Types whose numbers look like any other need a
// word before them.

const NANP =
  /(?<![\d.-])(?:\+?1[-. ]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])\d{3}[-. ]?\d{4}(?![\d-])/g
const E164 = /(?<![\d+])\+[1-9](?:[ -]?\d){7,14}(?!\d)/g

export const numbers: Readonly<Record<string, Finder>> = {
  PHONE: anyOf(byPattern(NANP), (text) => (text.includes('+') ? byPattern(E164)(text) : [])),
  CREDIT_DEBIT_CARD_NUMBER: byGroups(/(?<![\d-])[3-6](?:[ -]?\d){12,18}(?![\d-])/g, passesLuhn),
  CREDIT_DEBIT_CARD_CVV: byPattern(
    /\b(?:cvv2?|cvc2?|security code)\s{0,3}(?:is|:|=|number)?\s{0,3}(\d{3,4})\b/gi,
  ),
  CREDIT_DEBIT_CARD_EXPIRY: byPattern(
    /\b(?:exp(?:\.|iry|iration|ires)?|valid (?:thru|through|until))(?: date)?\s{0,3}(?:is|on|:|=)?\s{0,3}((?:0[1-9]|1[0-2])[/-](?:\d{4}|\d{2}))\b/gi,
  ),
  US_SOCIAL_SECURITY_NUMBER: byPattern(
    /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g,
  ),
  US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER: byPattern(
    /(?<![\d-])9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])-\d{4}(?![\d-])/g,
  ),
  US_BANK_ROUTING_NUMBER: byPattern(
    /\b(?:routing|aba|rtn)(?: (?:number|no\.?|transit))?\s{0,3}(?:is|:|=|#)?\s{0,3}(\d{9})\b/gi,
    passesAba,
  ),
  US_BANK_ACCOUNT_NUMBER: byPattern(
    /\b(?:account|acct)(?: (?:number|no\.?))\s{0,3}(?:is|:|=|#)?\s{0,3}(\d{8,17})\b/gi,
  ),
  US_PASSPORT_NUMBER: byPattern(
    /\bpassport(?: (?:number|no\.?))?\s{0,3}(?:is|:|=|#)?\s{0,3}([A-Z]\d{8}|\d{9})\b/gi,
  ),
  INTERNATIONAL_BANK_ACCOUNT_NUMBER: byGroups(
    /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    passesIban,
  ),
  SWIFT_CODE: byPattern(
    /\b(?:swift|bic)(?:[ /]bic)?(?: code)?\s{0,3}(?:is|:|=)?\s{0,3}([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b/gi,
  ),
  VEHICLE_IDENTIFICATION_NUMBER: byPattern(
    /(?<![A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])/g,
    passesVin,
  ),
  UK_NATIONAL_HEALTH_SERVICE_NUMBER: byPattern(
    /(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])/g,
    passesNhs,
  ),
  UK_NATIONAL_INSURANCE_NUMBER: byPattern(
    /(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/g,
  ),
  UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER: byPattern(
    /\b(?:utr|taxpayer reference)(?: (?:number|no\.?))?\s{0,3}(?:is|:|=)?\s{0,3}(\d{5} ?\d{5})\b/gi,
  ),
  CA_SOCIAL_INSURANCE_NUMBER: byPattern(
    /(?<![\d-])[1-79]\d{2}(?:-\d{3}-| \d{3} )\d{3}(?![\d-])/g,
    passesLuhn,
  ),
  CA_HEALTH_NUMBER: byPattern(
    /\b(?:health (?:card|number|insurance number)|ohip)(?: (?:number|no\.?))?\s{0,3}(?:is|:|=)?\s{0,3}(\d{4}[ -]?\d{3}[ -]?\d{3})\b/gi,
  ),
}
