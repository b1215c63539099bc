import { ConfigError } from '../settings/config.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'

/** The owner of a key. Without a role, the key's name selects the policy. */
export interface KeyOwner {
  user?: string
  role?: string
}

interface AccessKey extends KeyOwner {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  /** A getter, because keys can expire while the server runs. */
  readonly expired: boolean
}

interface BearerKey extends KeyOwner {
  key: string
  readonly expired: boolean
}

/** The setting `keys`, by access key id and by bearer key. */
export interface Keys {
  access: ReadonlyMap<string, AccessKey>
  bearer: ReadonlyMap<string, BearerKey>
}

const NAME = /^[\w+=,.@-]{1,64}$/
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

/** Parses the `keys` setting. Errors refer to entries by position, because keys are secret. */
export function readKeys(value: JsonObject | undefined): Keys {
  if (value === undefined) return { access: new Map(), bearer: new Map() }
  onlyThese(value, ['accessKeys', 'bearerKeys'], 'keys')
  return {
    access: readEach(value, 'accessKeys', (accessKeyId, entry, place) => {
      onlyThese(entry, ['secretAccessKey', 'sessionToken', 'expires', 'user', 'role'], place)
      const secretAccessKey = text(entry, 'secretAccessKey', place)
      const sessionToken = text(entry, 'sessionToken', place)
      const end = endOf(entry, place)
      if (!/^[\w.-]{1,128}$/.test(accessKeyId)) {
        throw new ConfigError(
          `${place} has an access key id with characters other than letters, digits, _, . and -`,
        )
      }
      if (secretAccessKey === undefined) throw new ConfigError(`${place} needs a secretAccessKey`)
      return {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
        ...ownerOf(entry, place),
        get expired() {
          return Date.now() >= end
        },
      }
    }),
    bearer: readEach(value, 'bearerKeys', (key, entry, place) => {
      onlyThese(entry, ['expires', 'user', 'role'], place)
      const end = endOf(entry, place)
      if (!/^(ABSK|bedrock-api-key-)./.test(key)) {
        throw new ConfigError(
          `${place} has a key that starts with neither ABSK nor bedrock-api-key-`,
        )
      }
      return {
        key,
        ...ownerOf(entry, place),
        get expired() {
          return Date.now() >= end
        },
      }
    }),
  }
}

function readEach<T extends KeyOwner & { readonly expired: boolean }>(
  keys: JsonObject,
  member: string,
  read: (id: string, entry: JsonObject, place: string) => T,
): ReadonlyMap<string, T> {
  const entries = keys[member] ?? {}
  if (!isObject(entries)) throw new ConfigError(`keys.${member} must be an object, by key`)
  return new Map(
    Object.entries(entries).map(([id, entry], index) => {
      const place = `keys.${member}, entry ${index + 1},`
      if (!isObject(entry)) throw new ConfigError(`${place} must be an object`)
      return [id, read(id, entry, place)]
    }),
  )
}

function ownerOf(entry: JsonObject, place: string): KeyOwner {
  const owner: KeyOwner = {}
  for (const member of ['user', 'role'] as const) {
    const name = text(entry, member, place)
    if (name === undefined) continue
    if (!NAME.test(name))
      throw new ConfigError(`${place} has a ${member} that is not a valid IAM name`)
    owner[member] = name
  }
  return owner
}

/** The expiry of a key in milliseconds since 1970; infinite by default. */
function endOf(entry: JsonObject, place: string): number {
  const expires = text(entry, 'expires', place)
  if (expires === undefined) return Number.POSITIVE_INFINITY
  const at = MOMENT.test(expires) ? Date.parse(expires) : Number.NaN
  if (Number.isNaN(at)) {
    throw new ConfigError(`${place} has an expires that is not a time such as 2026-12-31T00:00:00Z`)
  }
  return at
}

function text(entry: JsonObject, member: string, place: string): string | undefined {
  const value: Json | undefined = entry[member]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '') {
    throw new ConfigError(`${place} has a ${member} that is not a string`)
  }
  return value
}

function onlyThese(entry: JsonObject, members: readonly string[], place: string): void {
  const index = Object.keys(entry).findIndex((member) => !members.includes(member))
  if (index === -1) return
  throw new ConfigError(`${place} allows ${members.join(', ')}; member ${index + 1} is unknown`)
}
