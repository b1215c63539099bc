import { ConfigError } from '../settings/config.ts'

/** The address of the store, from the setting `state`. */
export interface Address {
  host: string
  port: number
  tls: boolean
  username?: string
  password?: string
  db: number
  /** All keys begin with it. */
  prefix: string
}

const PREFIX = 'bedrock-local:'

export function readAddress(written: string): Address {
  const url = URL.canParse(written) ? new URL(written) : undefined
  const db = Number(url?.pathname.replace(/^\/|\/$/g, '') ?? '')
  if (url === undefined || !Number.isInteger(db) || url.hostname === '')
    throw new ConfigError(
      'state takes a URL such as redis://localhost:6379/0 or rediss://user:password@host:6380?prefix=team:',
    )
  const { username, password } = url
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6_379 : Number(url.port),
    tls: url.protocol === 'rediss:',
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    db,
    prefix: url.searchParams.get('prefix') ?? PREFIX,
  }
}

/** The address without credentials, for messages. */
export function storeName({ host, port, tls, db }: Address): string {
  const name = host.includes(':') ? `[${host}]` : host
  return `${tls ? 'rediss' : 'redis'}://${name}:${port}${db === 0 ? '' : `/${db}`}`
}
