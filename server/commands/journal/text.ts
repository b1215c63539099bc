import { parseJson } from '../../json.ts'
import type { Clip, Exchange } from '../../journal/types.ts'

/** The request and answer, below the line of a call. */
export function exchangeText(exchange: Exchange): string {
  const { id, request, response } = exchange
  return [
    `id ${id}`,
    missText(exchange).trimEnd(),
    '',
    'Request',
    bodyText(request),
    '',
    'Response',
    bodyText(response),
    '',
  ]
    .filter((line, at, all) => line !== '' || all[at - 1] !== '')
    .join('\n')
}

/** Why no fixture matched, closest first. */
function missText({ misses = [] }: Exchange): string {
  return misses
    .map(
      ({ fixture, reasons }) =>
        `  "${fixture}" does not match:\n${reasons.map((reason) => `  - ${reason}\n`).join('')}`,
    )
    .join('')
}

/** JSON over several lines; the events of a stream as they are. */
function bodyText({ text, bytes, clipped }: Clip): string {
  if (text === '') return '(empty)'
  const value = clipped ? undefined : parseJson(text)
  const readable = value === undefined ? text.trimEnd() : JSON.stringify(value, null, 2)
  return clipped ? `${readable}\n... (${bytes} bytes in all)` : readable
}
