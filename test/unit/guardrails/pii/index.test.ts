import { expect, test } from 'vitest'
import { finders } from '../../../../server/guardrails/pii/index.ts'

const matchesOf = (type: string, text: string) =>
  (finders[type]?.(text) ?? []).map(({ start, end }) => text.slice(start, end))

test.each([
  ['EMAIL', 'write to jane.doe+x@mail.example.com.', ['jane.doe+x@mail.example.com']],
  ['EMAIL', 'a @ b, @home, x@y', []],
  ['PHONE', 'call (206) 555-0100 or +442071838750', ['(206) 555-0100', '+442071838750']],
  ['PHONE', 'order 2065550100', []],
  ['CREDIT_DEBIT_CARD_NUMBER', '4111 1111 1111 1111', ['4111 1111 1111 1111']],
  ['CREDIT_DEBIT_CARD_NUMBER', '4111 1111 1111 1112', []],
  [
    'CREDIT_DEBIT_CARD_NUMBER',
    'Card 4111 1111 1111 1111 12/27 123 or 3 4111111111111111',
    ['4111 1111 1111 1111', '4111111111111111'],
  ],
  ['CREDIT_DEBIT_CARD_NUMBER', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9 9', []],
  ['CREDIT_DEBIT_CARD_CVV', 'the CVV is 123', ['123']],
  ['CREDIT_DEBIT_CARD_EXPIRY', 'expires 09/27', ['09/27']],
  ['US_SOCIAL_SECURITY_NUMBER', '078-05-1120 and 000-12-3456', ['078-05-1120']],
  ['US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER', '912-70-1234', ['912-70-1234']],
  ['US_BANK_ROUTING_NUMBER', 'routing number 021000021', ['021000021']],
  ['US_BANK_ROUTING_NUMBER', 'routing number 021000022', []],
  ['US_BANK_ACCOUNT_NUMBER', 'account number: 123456789', ['123456789']],
  ['US_PASSPORT_NUMBER', 'passport 123456789', ['123456789']],
  [
    'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
    'DE89 3704 0044 0532 0130 00',
    ['DE89 3704 0044 0532 0130 00'],
  ],
  [
    'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
    'ES91 2100 0418 4502 0005 1332 BIC CAIXESBB, BE68539007547034 EUR 100',
    ['ES91 2100 0418 4502 0005 1332', 'BE68539007547034'],
  ],
  ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'DE88370400440532013000', []],
  ['SWIFT_CODE', 'SWIFT code DEUTDEFF', ['DEUTDEFF']],
  ['VEHICLE_IDENTIFICATION_NUMBER', '1M8GDM9AXKP042788', ['1M8GDM9AXKP042788']],
  ['VEHICLE_IDENTIFICATION_NUMBER', '1M8GDM9A1KP042788', []],
  ['UK_NATIONAL_HEALTH_SERVICE_NUMBER', '943 476 5919', ['943 476 5919']],
  ['UK_NATIONAL_HEALTH_SERVICE_NUMBER', '943 476 5918', []],
  ['UK_NATIONAL_INSURANCE_NUMBER', 'AB 12 34 56 C', ['AB 12 34 56 C']],
  ['UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER', 'UTR: 12345 67890', ['12345 67890']],
  ['CA_SOCIAL_INSURANCE_NUMBER', '130 692 544', ['130 692 544']],
  ['CA_HEALTH_NUMBER', 'health card 1234-567-890', ['1234-567-890']],
  ['IP_ADDRESS', 'from 10.0.0.1, 2001:db8::1 and 999.1.1.1', ['10.0.0.1', '2001:db8::1']],
  // Of overlapping findings, the longest one is masked.
  ['IP_ADDRESS', 'via ::ffff:10.0.0.1, done', ['10.0.0.1', '::ffff:10.0.0.1']],
  ['IP_ADDRESS', 'at 12:30:45 with v1.2.3.4.5', []],
  ['MAC_ADDRESS', '00:1A:2b:3C:4d:5E', ['00:1A:2b:3C:4d:5E']],
  ['URL', 'see https://example.com/a?b=c.', ['https://example.com/a?b=c']],
  ['AWS_ACCESS_KEY', 'AKIAIOSFODNN7EXAMPLE', ['AKIAIOSFODNN7EXAMPLE']],
  [
    'AWS_SECRET_KEY',
    'secret key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ],
  ['NAME', 'My name is Ada Lovelace and I wait', ['Ada Lovelace']],
  ['NAME', 'Mr. Smith Dr. Jones', ['Smith', 'Jones']],
  ['NAME', 'May I ask Grace', []],
  ['ADDRESS', 'What is the capital of Italy? Rome.', ['Italy', 'Rome']],
  ['ADDRESS', 'at 12 Main Street, New York', ['12 Main Street', 'New York']],
  ['AGE', 'she is 42 years old', ['42 years old']],
  ['USERNAME', 'username: ada_l', ['ada_l']],
  ['PASSWORD', 'password is hunter2', ['hunter2']],
  ['PIN', 'my PIN is 4711', ['4711']],
  ['DRIVER_ID', "driver's license number D1234567", ['D1234567']],
  ['LICENSE_PLATE', 'license plate ABC 1234', ['ABC 1234']],
])('%s in "%s"', (type, text, expected) => {
  expect(matchesOf(type, text)).toEqual(expected)
})

test('a long text without spaces takes linear time', () => {
  for (const [type, find] of Object.entries(finders)) {
    for (const unit of ['a', '1', '1-', 'A1', ':', 'a.', '(2', 'Aa ', 'secret ']) {
      const steps = find(unit.repeat(100_000))
      expect({ type, steps: steps.length < 100_000 }).toEqual({ type, steps: true })
    }
  }
})
