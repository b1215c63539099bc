import { dollars } from '../format.ts'
import { sumsBy } from './metrics.ts'
import type { Sample } from './metrics.ts'

const SUMS = [
  { title: 'Calls by source', metric: 'calls_total', label: 'source', text: String },
  { title: 'Calls by model', metric: 'calls_total', label: 'model', text: String },
  { title: 'Tokens by type', metric: 'tokens_total', label: 'kind', text: String },
  {
    title: 'Estimated cost by model',
    metric: 'cost_dollars_total',
    label: 'model',
    text: dollars,
  },
] as const

export function Sums({ samples }: { samples: readonly Sample[] }) {
  return (
    <div class="sums">
      {SUMS.map(({ title, metric, label, text }) => {
        const sums = sumsBy(samples, metric, label)
        return (
          <table key={title}>
            <caption>{title}</caption>
            <tbody>
              {sums.length === 0 && (
                <tr>
                  <td class="dim">None yet</td>
                </tr>
              )}
              {sums.slice(0, 12).map(({ key, sum }) => (
                <tr key={key}>
                  <th scope="row">{key === '' ? 'Unknown' : key}</th>
                  <td>{text(sum)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      })}
    </div>
  )
}
