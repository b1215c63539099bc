import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { whyUnreadable } from '../text/text-file.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { keptCertificate, keptFolder } from './kept.ts'
import type { KeptCertificate } from './kept.ts'

export type TlsConfig = Pick<Config, 'host' | 'allowHost' | 'tls' | 'tlsCert' | 'tlsKey'>

/** The certificate of the server, and the file that its clients trust. */
export interface ServerTls {
  readonly cert: string
  readonly key: string
  /** The file that clients are pointed at. */
  readonly certificateFile: string
}

/** The certificate of `--tls-cert` and `--tls-key`, or one that is made once and kept. */
export function serverTls(config: TlsConfig): ServerTls {
  const { tlsCert, tlsKey } = config
  if (tlsCert === undefined && tlsKey === undefined) {
    const kept = keptOrRefused(ownNames(config))
    return { cert: kept.certificate, key: kept.key, certificateFile: kept.certificateFile }
  }
  if (tlsCert === undefined) throw new ConfigError('--tls-key needs --tls-cert.')
  if (tlsKey === undefined) throw new ConfigError('--tls-cert needs --tls-key.')
  const cert = read('--tls-cert', tlsCert)
  const key = read('--tls-key', tlsKey)
  if (!fits(cert, key, config)) {
    throw new ConfigError(`--tls-key ${tlsKey} is not the key of the certificate in ${tlsCert}.`)
  }
  return { cert, key, certificateFile: resolve(tlsCert) }
}

function keptOrRefused(names: readonly string[]): KeptCertificate {
  const folder = keptFolder()
  try {
    return keptCertificate(names, folder)
  } catch (thrown) {
    throw new ConfigError(
      `--tls cannot keep its certificate in ${folder}: ${(thrown as Error).message}. Set --tls-cert and --tls-key to use your own.`,
      { cause: thrown },
    )
  }
}

/** Names that only clients of this server use; a pattern such as `*` is not a name. */
function ownNames({ host, allowHost }: TlsConfig): string[] {
  const names = allowHost.filter((name) => name !== '*')
  return host === '0.0.0.0' || host === '::' ? names : [host, ...names]
}

function read(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new ConfigError(`${flag} ${file} cannot be read: ${whyUnreadable(thrown)}`, {
      cause: thrown,
    })
  }
}

function fits(cert: string, key: string, { tlsCert, tlsKey }: TlsConfig): boolean {
  const certificate = parse('--tls-cert', tlsCert, 'certificate', () => new X509Certificate(cert))
  const privateKey = parse('--tls-key', tlsKey, 'private key', () => createPrivateKey(key))
  return certificate.checkPrivateKey(privateKey)
}

function parse<T>(flag: string, file: string | undefined, what: string, make: () => T): T {
  try {
    return make()
  } catch (thrown) {
    throw new ConfigError(`${flag} ${file} is not a ${what} in PEM without a passphrase.`, {
      cause: thrown,
    })
  }
}
