import { configKey } from '../settings/setting.ts'
import { settings } from '../settings/settings.ts'
import type { Setting } from '../settings/setting.ts'
import type { Config, Mode } from '../settings/settings.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { boolean, choice, filled, map, member, object, string } from '../shape/shape.ts'
import { originsOf } from '../settings/config.ts'
import { clientUrl, clientVariables } from '../settings/client-env.ts'
import { envFormats } from '../settings/env-formats.ts'
import type { EnvFormat } from '../settings/env-formats.ts'
import { redactJson } from '../redaction/redact.ts'
import { noSettings } from '../redaction/settings-file.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRoute } from './route.ts'
import { mode } from './shapes.ts'
import { refuseMode } from '../settings/modes.ts'
import { messageOf } from '../text/error-message.ts'

const modeBody = object({ mode: member(mode, 'The mode.', 'required') })

export const configRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/config',
    summary: 'Returns the effective settings, without secrets',
    query: {
      sources: member(boolean, 'true: each setting as { value, from }, where from is its source.'),
    },
    answer: { what: 'Each setting, by its name in the config file.', shape: map },
    run({ query }, { config, mode: current }) {
      const values: JsonObject = { ...hideSecrets(config), mode: current.get() }
      return query['sources'] === true ? withSources(values, config) : values
    },
  },
  {
    method: 'GET',
    path: '/env',
    summary:
      'The environment variables that point an AWS SDK at this server, as printed by `bedrock-local env`',
    query: {
      format: member(choice('format', ...Object.keys(envFormats)), 'shell when omitted.'),
      url: member(
        filled,
        'The URL at which the client reaches this server, if it differs from its host and port.',
      ),
    },
    answer: {
      what: 'The lines.',
      shape: object({ lines: member(string, 'One line per variable.', 'required') }),
    },
    run({ query }, { config }) {
      const { format = 'shell', url } = query as { format?: EnvFormat; url?: string }
      const write = envFormats[format]
      const variables = clientVariables(url ?? clientUrl(config), config.region)
      try {
        return {
          lines: Object.entries(variables)
            .map(([name, value]) => `${write(name, value)}\n`)
            .join(''),
        }
      } catch (thrown) {
        throw new Problem(400, messageOf(thrown))
      }
    },
  },
  {
    method: 'GET',
    path: '/mode',
    summary: 'Returns the mode, which decides what happens when no fixture matches',
    answer: { what: 'The mode.', shape: modeBody },
    run: (_request, { mode: current }) => ({ mode: current.get() }),
  },
  {
    method: 'PUT',
    path: '/mode',
    changes: 'mode',
    summary: 'Switches the mode; calls in progress keep their mode',
    body: modeBody,
    answer: { what: 'The mode.', shape: modeBody },
    problems: { 409: 'The server has no folder to record to.' },
    run({ body }, { mode: current, config }) {
      const next = (body as { mode: Mode }).mode
      try {
        refuseMode(next, config)
      } catch (thrown) {
        throw new Problem(409, messageOf(thrown))
      }
      current.set(next)
      return { mode: current.get() }
    },
  },
]

function withSources(values: JsonObject, config: Config): JsonObject {
  const from = originsOf(config)
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      {
        value: value ?? null,
        from: key === 'mode' && value !== config.mode ? 'switched' : (from[key] ?? 'default'),
      },
    ]),
  )
}

function hideSecrets(config: Config): JsonObject {
  const values = config as unknown as Record<string, Json | undefined>
  const all: JsonObject = {}
  for (const { name, secret } of settings as readonly Setting[]) {
    const key = configKey(name)
    const value = values[key]
    if (value === undefined) continue
    all[key] =
      secret === true ? '[hidden]' : withoutPassword(withoutKey(redactJson(value, noSettings)))
  }
  return all
}

/** Settings that are objects may hold a key. */
const withoutKey = (value: Json): Json =>
  isObject(value) && 'apiKey' in value ? { ...value, apiKey: '[hidden]' } : value

/** A URL may contain a password. */
function withoutPassword(value: Json): Json {
  if (isObject(value) && 'url' in value)
    return { ...value, url: withoutPassword(value['url'] ?? null) }
  return typeof value === 'string' ? value.replace(/(:\/\/)[^/@\s]+@/, '$1[hidden]@') : value
}
