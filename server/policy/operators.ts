import { BlockList, isIP } from 'node:net'
import { matchesPattern, matchesArn, readPattern } from './pattern.ts'
import type { Pattern } from './pattern.ts'
import type { Context } from './context.ts'

/** Whether a value of the request matches the policy's value. */
export type Test = (value: string, context: Context) => boolean

export interface Operator {
  family: 'String' | 'Arn' | 'Numeric' | 'Date' | 'Bool' | 'IpAddress'
  /** True if no value of the policy matches, including when the request lacks the key. */
  negated: boolean
  /** The expected value, for error messages. */
  takes: string
  /** Undefined for an invalid value. */
  compile(text: string, variables: boolean): Test | undefined
}

const text = (wild: boolean, fold: boolean, negated: boolean): Operator => ({
  family: 'String',
  negated,
  takes: 'a string',
  compile(value, variables) {
    const pattern = readPattern(value, { wild, variables, fold })
    return pattern && ((sent, context) => matchesPattern(pattern, sent, context))
  },
})

const arn = (negated: boolean): Operator => ({
  family: 'Arn',
  negated,
  takes: 'an ARN with six parts separated by colons',
  compile(value, variables) {
    const pattern = readPattern(value, { wild: true, variables })
    if (pattern === undefined || !hasParts(pattern)) return undefined
    return (sent, context) => matchesArn(pattern, sent, context)
  },
})

// The value of a variable may contain colons.
const hasParts = ({ text: pattern, fixed }: Pattern) =>
  fixed === undefined || pattern === '*' || (pattern.match(/:/g) ?? []).length >= 5

type Compare = (sent: number, wanted: number) => boolean

const ordered = (
  family: 'Numeric' | 'Date',
  read: (value: string) => number,
  compare: Compare,
  negated = false,
): Operator => ({
  family,
  negated,
  takes: family === 'Date' ? 'a date such as 2026-01-31T00:00:00Z' : 'a number',
  compile(value) {
    const wanted = read(value)
    return Number.isNaN(wanted) ? undefined : (sent) => compare(read(sent), wanted)
  },
})

function readNumber(value: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
}

/** ISO 8601, or seconds since 1970. */
function readDate(value: string): number {
  if (/^\d{1,12}$/.test(value) && value.length > 4) return Number(value) * 1000
  return /^\d{4}(-\d\d(-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?)?)?$/.test(value)
    ? Date.parse(value)
    : Number.NaN
}

const same: Compare = (sent, wanted) => sent === wanted
const less: Compare = (sent, wanted) => sent < wanted
const lessOrSame: Compare = (sent, wanted) => sent <= wanted
const more: Compare = (sent, wanted) => sent > wanted
const moreOrSame: Compare = (sent, wanted) => sent >= wanted

const bool: Operator = {
  family: 'Bool',
  negated: false,
  takes: 'true or false',
  compile(value) {
    const wanted = value.toLowerCase()
    return /^(true|false)$/.test(wanted) ? (sent) => sent.toLowerCase() === wanted : undefined
  },
}

const address = (negated: boolean): Operator => ({
  family: 'IpAddress',
  negated,
  takes: 'an IP address or a range such as 203.0.113.0/24',
  compile(value) {
    const [base = '', bits, ...rest] = value.split('/')
    const version = isIP(base)
    const max = version === 4 ? 32 : 128
    const length = bits === undefined ? max : readNumber(bits)
    const fits = Number.isInteger(length) && length >= 0 && length <= max
    if (version === 0 || !fits || rest.length > 0) return undefined
    const range = new BlockList()
    range.addSubnet(base, length, version === 4 ? 'ipv4' : 'ipv6')
    return (sent) => isIP(sent) !== 0 && range.check(sent, isIP(sent) === 4 ? 'ipv4' : 'ipv6')
  },
})

/** Every operator except Null, which tests whether a key exists. */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', text(false, false, false)],
  ['StringNotEquals', text(false, false, true)],
  ['StringEqualsIgnoreCase', text(false, true, false)],
  ['StringNotEqualsIgnoreCase', text(false, true, true)],
  ['StringLike', text(true, false, false)],
  ['StringNotLike', text(true, false, true)],
  // AWS treats ArnEquals like ArnLike: wildcards match within the parts of the ARN.
  ['ArnEquals', arn(false)],
  ['ArnLike', arn(false)],
  ['ArnNotEquals', arn(true)],
  ['ArnNotLike', arn(true)],
  ['NumericEquals', ordered('Numeric', readNumber, same)],
  ['NumericNotEquals', ordered('Numeric', readNumber, same, true)],
  ['NumericLessThan', ordered('Numeric', readNumber, less)],
  ['NumericLessThanEquals', ordered('Numeric', readNumber, lessOrSame)],
  ['NumericGreaterThan', ordered('Numeric', readNumber, more)],
  ['NumericGreaterThanEquals', ordered('Numeric', readNumber, moreOrSame)],
  ['DateEquals', ordered('Date', readDate, same)],
  ['DateNotEquals', ordered('Date', readDate, same, true)],
  ['DateLessThan', ordered('Date', readDate, less)],
  ['DateLessThanEquals', ordered('Date', readDate, lessOrSame)],
  ['DateGreaterThan', ordered('Date', readDate, more)],
  ['DateGreaterThanEquals', ordered('Date', readDate, moreOrSame)],
  ['Bool', bool],
  ['IpAddress', address(false)],
  ['NotIpAddress', address(true)],
])
