import { mkdtempSync, rmSync, statSync, writeFileSync, readFileSync } from 'node:fs'
import { X509Certificate } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeCertificate } from '../../../server/tls/certificate.ts'
import { keptCertificate } from '../../../server/tls/kept.ts'

let folder: string

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'tls-')), 'kept')
})

afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

test('the certificate is created once and kept', () => {
  const first = keptCertificate([], folder)
  expect(keptCertificate(['127.0.0.1', '0:0:0:0:0:0:0:1'], folder)).toEqual(first)
  expect(readFileSync(first.certificateFile, 'utf8')).toBe(first.certificate)
  expect(new X509Certificate(first.certificate).checkHost('localhost')).toBeDefined()
})

test.skipIf(process.platform === 'win32')('nobody else can read the key', () => {
  keptCertificate([], folder)
  expect(statSync(join(folder, 'server.pem')).mode & 0o077).toBe(0)
})

test('a missing name is added to the existing ones', () => {
  keptCertificate(['a.test'], folder)
  const certificate = new X509Certificate(keptCertificate(['b.test'], folder).certificate)
  expect(certificate.checkHost('a.test')).toBe('a.test')
  expect(certificate.checkHost('b.test')).toBe('b.test')
})

test.each([
  ['expires soon', () => makeCertificate(['localhost'], Date.now() - 800 * 86_400_000)],
  ['cannot be read', () => ({ key: 'a key\n', certificate: '-----BEGIN CERTIFICATE-----\nx\n' })],
])('one that %s is replaced', (_, make) => {
  keptCertificate([], folder)
  const old = make()
  writeFileSync(join(folder, 'server.pem'), `${old.key}${old.certificate}`)
  const kept = keptCertificate([], folder)
  expect(kept.certificate).not.toBe(old.certificate)
  expect(keptCertificate([], folder)).toEqual(kept)
})
