import { ConfigError } from '../settings/config.ts'
import { clientUrl } from '../settings/client-env.ts'
import { isMode } from '../settings/modes.ts'
import type { Config, Mode } from '../settings/settings.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'

type Address = Pick<Config, 'host' | 'port' | 'adminToken'>

/** What listens at the address of the settings. */
export type Listener =
  | { kind: 'nothing'; why: string }
  | { kind: 'bedrock-local'; version: string; mode: Mode; fixtures: number; recordings: number }
  | { kind: 'something else' }

const TIMEOUT_MS = 3_000

export async function listenerAt(config: Address, waitMs = TIMEOUT_MS): Promise<Listener> {
  let health: unknown
  try {
    const response = await ask(config, '/health', { signal: AbortSignal.timeout(waitMs) })
    health = await response.json().catch(() => undefined)
  } catch (error) {
    const { name, cause } = error as Error & { cause?: NodeJS.ErrnoException }
    // It accepts connections, but speaks another protocol, or does not answer.
    if (name === 'TimeoutError' || String(cause?.code).startsWith('HPE'))
      return { kind: 'something else' }
    return { kind: 'nothing', why: cause?.code ?? name }
  }
  if (!isObject(health)) return { kind: 'something else' }
  const { status, version, mode, fixtures, recordings } = health
  if (status !== 'ok' || typeof version !== 'string' || !isMode(mode))
    return { kind: 'something else' }
  return {
    kind: 'bedrock-local',
    version,
    mode,
    fixtures: Number(fixtures),
    recordings: Number(recordings),
  }
}

/** Calls the admin API of the running server; throws one sentence if it does not answer. */
export async function askAdmin(
  config: Address,
  path: string,
  { method = 'GET', body }: { method?: string; body?: JsonObject } = {},
): Promise<unknown> {
  const url = clientUrl(config)
  const response = await ask(config, path, { method, body }).catch((error: unknown) => {
    const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException }
    throw new ConfigError(
      `No bedrock-local server at ${url}: ${cause?.code ?? message}. Start one, or set its port with --port.`,
      { cause: error },
    )
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer
  const { detail, message } = isObject(answer) ? answer : {}
  const why = [detail, message].find((one) => typeof one === 'string') ?? ''
  const hint = response.status === 401 ? ' Give its token with --admin-token.' : ''
  throw new ConfigError(`${url} answered with status ${response.status}. ${why}${hint}`.trimEnd())
}

/** A request to the admin API. */
export function ask(
  config: Address,
  path: string,
  {
    method = 'GET',
    body,
    signal = AbortSignal.timeout(TIMEOUT_MS),
  }: { method?: string; body?: JsonObject | undefined; signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(`${clientUrl(config)}/_admin${path}`, {
    method,
    headers: {
      ...(config.adminToken !== undefined && { authorization: `Bearer ${config.adminToken}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  })
}
