const digitsOf = (text: string): number[] => Array.from(text.replaceAll(/\D/g, ''), Number)

const weighted = (digits: readonly number[], weights: readonly number[]): number =>
  digits.reduce((sum, digit, at) => sum + digit * (weights[at % weights.length] ?? 0), 0)

/** Payment cards and Canadian social insurance numbers. */
export function passesLuhn(text: string): boolean {
  const digits = digitsOf(text).toReversed()
  const sum = digits.reduce((total, digit, at) => {
    const value = at % 2 === 1 ? digit * 2 : digit
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** International bank account numbers: mod 97. */
export function passesIban(text: string): boolean {
  const compact = text.replaceAll(/\s/g, '')
  let rest = 0
  for (const sign of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** US bank routing numbers. */
export function passesAba(text: string): boolean {
  const digits = digitsOf(text)
  return weighted(digits, [3, 7, 1]) % 10 === 0 && digits.some((digit) => digit !== 0)
}

/** UK health service numbers: mod 11. */
export function passesNhs(text: string): boolean {
  const digits = digitsOf(text)
  const check = 11 - (weighted(digits.slice(0, 9), [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return check !== 10 && (check === 11 ? 0 : check) === digits[9]
}

const VIN_VALUES = new Map(
  Array.from('ABCDEFGHJKLMNPRSTUVWXYZ', (letter, at) => [
    letter,
    Number('12345678123457923456789'.charAt(at)),
  ]),
)
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/** Vehicle identification numbers: the ninth character checks the others. */
export function passesVin(text: string): boolean {
  const values = Array.from(text, (sign) => VIN_VALUES.get(sign) ?? Number(sign))
  const rest = weighted(values, VIN_WEIGHTS) % 11
  return text.charAt(8) === (rest === 10 ? 'X' : String(rest))
}
