import { anyOf, byPattern } from './row.ts'
import type { Finder } from './row.ts'

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`
const QUAD = String.raw`${OCTET}(?:\.${OCTET}){3}`
const IPV4 = new RegExp(String.raw`(?<![\d.])${QUAD}(?![\d]|\.\d)`, 'g')

const IPV6 = new RegExp(
  String.raw`(?<![\w:])(?:[\dA-Fa-f]{0,4}:){2,7}(?:${QUAD}|[\dA-Fa-f]{0,4})(?![\w:]|\.\d)`,
  'g',
)

/** Eight groups, or fewer if `::` replaces some. The last two may be written as an IPv4 address. */
function isIpv6(written: string): boolean {
  const address = written.replace(/[\d.]+\.[\d.]+$/, '0:0')
  const groups = address.split(':')
  const gaps = address.split('::').length - 1
  if (gaps > 1 || address.includes(':::')) return false
  return gaps === 1 ? address.length > 3 : groups.length === 8 && !groups.includes('')
}

export const network: Readonly<Record<string, Finder>> = {
  IP_ADDRESS: anyOf(byPattern(IPV4), byPattern(IPV6, isIpv6)),
  MAC_ADDRESS: byPattern(/(?<![\dA-Fa-f:-])(?:[\dA-Fa-f]{2}[:-]){5}[\dA-Fa-f]{2}(?![\dA-Fa-f:-])/g),
  URL: (text) =>
    [...text.matchAll(/\b(?:https?:\/\/|www\.)[^\s<>"'`]+/gi)].map(({ 0: url, index }) => ({
      start: index,
      // Punctuation behind a URL belongs to the sentence.
      end: index + url.replace(/[.,;:!?)\]}]{1,8}$/, '').length,
    })),
  AWS_ACCESS_KEY: byPattern(/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g),
  AWS_SECRET_KEY: byPattern(
    /secret[\w ]{0,24}["']?\s{0,3}(?:is|:|=)?\s{0,3}["']?([A-Za-z0-9/+=]{40})(?![A-Za-z0-9/+=])/gi,
  ),
}
