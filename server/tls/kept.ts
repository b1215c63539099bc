import { X509Certificate } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isIP } from 'node:net'
import { makeCertificate } from './certificate.ts'
import type { KeyPair } from './certificate.ts'

const RENEW_MS = 30 * 86_400_000

/** The names under which clients reach a server on this machine. */
const NAMES = ['localhost', 'host.docker.internal', '127.0.0.1', '::1']

/** The folder of the server's own certificate, independent of the working directory. */
export function keptFolder(home = homedir()): string {
  return join(home, '.bedrock-local', 'tls')
}

export interface KeptCertificate extends KeyPair {
  /** What clients trust: the certificate alone. */
  readonly certificateFile: string
}

/** The server's own certificate; created if there is none, if it expires soon, or if it lacks one of the names. */
export function keptCertificate(more: readonly string[], folder = keptFolder()): KeptCertificate {
  const both = join(folder, 'server.pem')
  const certificateFile = join(folder, 'certificate.pem')
  const names = [...new Set([...NAMES, ...more])]
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let kept = readKept(both)
  if (kept === undefined || !isFit(kept, names)) {
    const known = kept === undefined ? [] : namesOf(kept)
    const made = makeCertificate([...new Set([...names, ...known])])
    keep(both, `${made.key}${made.certificate}`, kept !== undefined)
    // If two servers start at the same time, one of them wins.
    kept = readKept(both) ?? made
  }
  if (readOr(certificateFile) !== kept.certificate) keep(certificateFile, kept.certificate, true)
  return { ...kept, certificateFile }
}

function readKept(file: string): KeyPair | undefined {
  const text = readOr(file)
  const at = text?.indexOf('-----BEGIN CERTIFICATE-----') ?? -1
  if (text === undefined || at <= 0) return undefined
  return { key: text.slice(0, at), certificate: text.slice(at) }
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw thrown
  }
}

/** Written atomically, and readable only by the owner: one of the files is the key. */
function keep(file: string, text: string, replace: boolean): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, text, { mode: 0o600 })
    if (replace) renameSync(temporary, file)
    else linkSync(temporary, file)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  } finally {
    rmSync(temporary, { force: true })
  }
}

function isFit(kept: KeyPair, names: readonly string[]): boolean {
  const certificate = parsed(kept)
  if (certificate === undefined || Date.parse(certificate.validTo) < Date.now() + RENEW_MS)
    return false
  const known = new Set(namesOf(kept))
  return names.every((name) => known.has(canonical(name)))
}

function parsed({ certificate }: KeyPair): X509Certificate | undefined {
  try {
    return new X509Certificate(certificate)
  } catch {
    return undefined
  }
}

/** From `DNS:localhost, IP Address:127.0.0.1`. */
function namesOf(kept: KeyPair): string[] {
  const { subjectAltName = '' } = parsed(kept) ?? {}
  return subjectAltName
    .split(', ')
    .map((name) => canonical(name.slice(name.indexOf(':') + 1)))
    .filter((name) => name !== '')
}

function canonical(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name
}
