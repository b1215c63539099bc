import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeCertificate } from '../../../server/tls/certificate.ts'

const names = ['localhost', '*.local.test', '127.0.0.1', '::1', 'fe80::1:2']
const made = makeCertificate(names)
const certificate = new X509Certificate(made.certificate)

test('is signed with its own key', () => {
  expect(certificate.checkPrivateKey(createPrivateKey(made.key))).toBe(true)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.checkIssued(certificate)).toBe(true)
})

test('covers the given names and addresses, and no others', () => {
  expect(certificate.subject).toBe('CN=bedrock-local')
  expect(certificate.checkHost('localhost')).toBe('localhost')
  expect(certificate.checkHost('a.local.test')).toBe('*.local.test')
  expect(certificate.checkHost('example.com')).toBeUndefined()
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(certificate.checkIP('::1')).toBe('::1')
  expect(certificate.checkIP('fe80::1:2')).toBe('fe80::1:2')
  expect(certificate.checkIP('127.0.0.2')).toBeUndefined()
})

test('is not a CA, and is valid from yesterday for at most 825 days', () => {
  expect(certificate.ca).toBe(false)
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  const from = Date.parse(certificate.validFrom)
  const days = (Date.parse(certificate.validTo) - from) / 86_400_000
  expect(from).toBeLessThan(Date.now())
  expect(days).toBeGreaterThan(800)
  expect(days).toBeLessThanOrEqual(825)
})

test('every certificate has a different serial number', () => {
  expect(new X509Certificate(makeCertificate(names).certificate).serialNumber).not.toBe(
    certificate.serialNumber,
  )
})

test('a time after 2049 uses the longer format', () => {
  const later = new X509Certificate(makeCertificate(names, Date.UTC(2049, 0, 1)).certificate)
  expect(new Date(later.validTo).getUTCFullYear()).toBe(2051)
})
