/** The column `@message` of a CSV export of CloudWatch Logs Insights; undefined if the text is none. */
export function messagesInCsv(text: string): string[] | undefined {
  const [head = '', ...rows] = rowsOf(text)
  const at = head === '' ? -1 : head.findIndex((name) => /^@?message$/i.test(name.trim()))
  if (at === -1) return undefined
  return rows.flatMap((row) => row[at] ?? [])
}

/** Fields may be quoted; a quoted quote is doubled. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [whole, quoted, plain = '', end] of text.matchAll(FIELD)) {
    if (whole === '') break
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g
