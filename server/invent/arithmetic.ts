import { messageOf } from '../text/error-message.ts'
// Arithmetic like in Python, for Nova's code interpreter.

type Value = bigint | number

const MAX_TEXT = 2_000
const MAX_SOURCE = 200
/** Python refuses to print longer integers. */
const MAX_DIGITS = 4_300
const MAX_BITS = MAX_DIGITS * 3.33

const SIGNS: readonly (readonly [pattern: RegExp, sign: string])[] = [
  [/(?<=[\d)]) ?(?:times|multiplied by|[×·]|x(?= ?[\d(])) ?/gi, ' * '],
  [/(?<=[\d)]) ?(?:divided by|over|÷) ?/gi, ' / '],
  [/(?<=[\d)]) plus /gi, ' + '],
  [/(?<=[\d)]) minus /gi, ' - '],
  [/(?<=[\d)]) ?(?:\^|to the power of) ?/gi, ' ** '],
  [/(?<=[\d)]) squared\b/gi, ' ** 2'],
  [/(?<=\d),(?=\d{3}\b)/g, ''],
]
const EXPRESSION = /[(\d][\d\s.()]*(?:(?:\*\*|\/\/|[-+*/%])[\s(]*-?\d[\d\s.()]*)+/

/** The first expression of a text as Python source: `1234 * 5678`. */
export function expressionIn(text: string): string | undefined {
  let plain = text.slice(0, MAX_TEXT)
  for (const [pattern, sign] of SIGNS) plain = plain.replace(pattern, sign)
  const expression = EXPRESSION.exec(plain)?.[0].replace(/[\s.]+$/, '')
  if (expression === undefined || expression.length > MAX_SOURCE) return undefined
  // A bracket of the surrounding sentence is not part of it.
  const opened = expression.split('(').length - expression.split(')').length
  return opened < 0 ? expression.slice(0, opened).trim() : expression
}

export interface PythonOutput {
  stdOut: string
  stdErr: string
}

/** What Python prints for an expression. */
export function evaluateExpression(source: string): PythonOutput {
  try {
    const parser = new Parser(source)
    return { stdOut: print(parser.whole()), stdErr: '' }
  } catch (thrown) {
    return { stdOut: '', stdErr: messageOf(thrown) }
  }
}

const TOKENS = /\d+(?:\.\d*)?|\.\d+|\*\*|\/\/|[-+*/%()]/g

class Parser {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(source: string) {
    this.#tokens = source.match(TOKENS) ?? []
  }

  whole(): Value {
    const value = this.#sum()
    if (this.#at < this.#tokens.length) throw new Error('SyntaxError: invalid syntax')
    return value
  }

  #take(...signs: string[]): string | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || !signs.includes(token)) return undefined
    this.#at++
    return token
  }

  #sum(): Value {
    let value = this.#product()
    for (let sign = this.#take('+', '-'); sign !== undefined; sign = this.#take('+', '-'))
      value = apply(sign, value, this.#product())
    return value
  }

  #product(): Value {
    const signs = ['*', '/', '//', '%']
    let value = this.#factor()
    for (let sign = this.#take(...signs); sign !== undefined; sign = this.#take(...signs))
      value = apply(sign, value, this.#factor())
    return value
  }

  #factor(): Value {
    if (this.#take('-') !== undefined) return -this.#factor()
    const base = this.#atom()
    return this.#take('**') === undefined ? base : power(base, this.#factor())
  }

  #atom(): Value {
    if (this.#take('(') !== undefined) {
      const value = this.#sum()
      if (this.#take(')') === undefined) throw new Error("SyntaxError: '(' was never closed")
      return value
    }
    const token = this.#tokens[this.#at++]
    if (token === undefined || !/\d/.test(token)) throw new Error('SyntaxError: invalid syntax')
    return token.includes('.') ? Number(token) : BigInt(token)
  }
}

function apply(sign: string, a: Value, b: Value): Value {
  if (sign === '/') return divide(Number(a), Number(b))
  if (typeof a === 'bigint' && typeof b === 'bigint') return OF_INTEGERS[sign]?.(a, b) ?? 0n
  return OF_FLOATS[sign]?.(Number(a), Number(b)) ?? 0
}

const OF_INTEGERS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '//': (a, b) => (a - modulo(a, b)) / b,
  '%': modulo,
}

const OF_FLOATS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '//': (a, b) => Math.floor(divide(a, b)),
  '%': (a, b) => a - b * Math.floor(divide(a, b)),
}

/** Has the sign of the divisor. */
function modulo(a: bigint, b: bigint): bigint {
  if (b === 0n) throw byZero()
  return ((a % b) + b) % b
}

function divide(a: number, b: number): number {
  if (b === 0) throw byZero()
  return a / b
}

const byZero = () => new Error('ZeroDivisionError: division by zero')

function power(base: Value, exponent: Value): Value {
  if (typeof base === 'bigint' && typeof exponent === 'bigint' && exponent >= 0n) {
    if (base.toString(2).length * Number(exponent) > MAX_BITS) throw tooLong()
    return base ** exponent
  }
  return Number(base) ** Number(exponent)
}

const tooLong = () =>
  new Error(
    `ValueError: Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`,
  )

function print(value: Value): string {
  if (typeof value === 'bigint') {
    const digits = value.toString()
    if (digits.length > MAX_DIGITS) throw tooLong()
    return digits
  }
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : value < 0 ? '-inf' : 'nan'
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e16 || size < 1e-4))
    return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
  return Number.isInteger(value) ? value.toFixed(1) : String(value)
}
