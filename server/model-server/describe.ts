import { messageOf } from '../text/error-message.ts'
import { firstToChat } from './choose-model.ts'
import type { ModelServer } from './model-server.ts'

/** A line for the log. */
export interface LogLine {
  level: 'info' | 'warn'
  text: string
}

const MAX_NAMES = 8

/** Describes the server at the URL and its models, and warns about settings that will not work. */
export async function describeServer(server: ModelServer): Promise<LogLine[]> {
  const { models: mapped } = server.options
  try {
    const { base, models } = await server.find()
    const names = [...new Set(mapped.map(({ name }) => name))]
    const missing = names.filter((name) => !hasModel(models, name))
    return [
      { level: 'info', text: `model server ${base}: ${answering(names, models)}` },
      ...missing.map((name): LogLine => ({
        level: 'warn',
        text: `the model server has no model ${name}, which modelServer.models names`,
      })),
      ...(await vectorSizes(server, base)),
    ]
  } catch (thrown) {
    return [{ level: 'warn', text: messageOf(thrown) }]
  }
}

function answering(mapped: readonly string[], models: readonly string[]): string {
  if (mapped.length > 0) return `${joinNames(mapped)} answer${mapped.length === 1 ? 's' : ''}`
  const name = firstToChat(models)
  if (name === undefined) return 'no model is loaded'
  const others = models.filter((one) => one !== name)
  return `${name} answers${others.length === 0 ? '' : `; the server also has ${joinNames(others)}`}`
}

const joinNames = (names: readonly string[]): string =>
  names.length <= MAX_NAMES
    ? names.join(', ')
    : `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more`

/** Ollama lists a model with its tag, and knows it without `:latest`. */
const hasModel = (models: readonly string[], name: string): boolean =>
  models.length === 0 || models.some((one) => one === name || one === `${name}:latest`)

/** Which vectors will be invented because the mapped model's are too short. */
async function vectorSizes(server: ModelServer, base: string): Promise<LogLine[]> {
  const names = server.embedders()
  return Promise.all(
    names.map(async (name): Promise<LogLine> => {
      try {
        const [vector = []] = await server.vectors(
          base,
          name,
          ['size'],
          AbortSignal.timeout(30_000),
        )
        if (vector.length === 0) throw new Error('its answer has none')
        return {
          level: 'info',
          text: `${name} creates vectors with ${vector.length} dimensions; longer ones are invented`,
        }
      } catch (thrown) {
        return {
          level: 'warn',
          text: `${name} creates no vectors (${messageOf(thrown)}); they are invented`,
        }
      }
    }),
  )
}
