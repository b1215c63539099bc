import { isObject } from '../json.ts'
import type { Json } from '../json.ts'

/** One value of a metric that a function wrote to its log in CloudWatch's embedded metric format. */
export interface MetricSample {
  namespace: string
  metric: string
  unit: string
  value: number
  dimensions: Readonly<Record<string, string>>
}

/** The metrics in a line of a log; none in any other line. */
export function readEmbeddedMetrics(line: string): MetricSample[] {
  if (!line.includes('"CloudWatchMetrics"')) return []
  const entry = parse(line.trim())
  const metadata = isObject(entry) ? entry['_aws'] : undefined
  if (!isObject(entry) || !isObject(metadata)) return []
  return objects(metadata['CloudWatchMetrics']).flatMap((directive) => {
    const namespace = text(directive['Namespace'])
    // Further dimension sets hold the same values, in other groups.
    const [names = []] = list(directive['Dimensions']).map((set) => list(set).map(text))
    const dimensions = Object.fromEntries(names.map((name) => [name, text(entry[name])]))
    return objects(directive['Metrics']).flatMap((definition) => {
      const metric = text(definition['Name'])
      const unit = text(definition['Unit']) || 'None'
      return list(entry[metric])
        .filter((value) => typeof value === 'number' && Number.isFinite(value))
        .map((value) => ({ namespace, metric, unit, value: Number(value), dimensions }))
    })
  })
}

function parse(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json
  } catch {
    return undefined
  }
}

function list(value: Json | undefined): Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

const objects = (value: Json | undefined) => list(value).filter((item) => isObject(item))

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value.slice(0, 250) : ''
}
