/** One sample of the Prometheus metrics. */
export interface Sample {
  name: string
  labels: Readonly<Record<string, string>>
  value: number
}

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

/** The text of `/_admin/metrics`. */
export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined || value === undefined) return []
    return [
      {
        name: name.replace(/^bedrock_local_/, ''),
        labels: Object.fromEntries(
          [...labels.matchAll(LABEL)].map(([, label = '', written = '']) => [
            label,
            written.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)),
          ]),
        ),
        value: Number(value),
      },
    ]
  })
}

/** The sum of a metric by one of its labels, greatest first. */
export function sumsBy(
  samples: readonly Sample[],
  name: string,
  label: string,
): { key: string; sum: number }[] {
  const sums = new Map<string, number>()
  for (const sample of samples)
    if (sample.name === name) {
      const key = sample.labels[label] ?? ''
      sums.set(key, (sums.get(key) ?? 0) + sample.value)
    }
  return [...sums].map(([key, sum]) => ({ key, sum })).toSorted((a, b) => b.sum - a.sum)
}
