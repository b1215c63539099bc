// The roles that a screen reader navigates by; texts and cells are read from there.
const ROLES =
  /^(\s*)- '?(banner|navigation|main|region|dialog|form|search|heading|link|button|textbox|searchbox|spinbutton|combobox|checkbox|switch|radio|radiogroup|slider|tab|tablist|tabpanel|grid|table|log|alert|list|group|article|progressbar|img)\b(.*)$/

// Parts that differ from run to run.
const CHANGING: readonly [RegExp, string][] = [
  [/127\.0\.0\.1:\d+/g, 'HOST'],
  [/\b\d\d:\d\d:\d\d\b/g, 'TIME'],
  [/\b[\d.,]+ (?:ms|s|min|B|KB|MB)\b/g, 'SIZE'],
  [/\b[0-9a-f]{8}…/g, 'ID'],
  [/\/tmp\/\S+?(?=["/\s])/g, 'FOLDER'],
  [/\$[\d.]+/g, '$SUM'],
]

/** The names and roles of a page's aria snapshot, nested as there. */
export function outlineOf(snapshot: string): string {
  const lines: string[] = []
  const open: number[] = []
  for (const line of snapshot.split('\n')) {
    const indent = line.search(/\S/)
    while ((open.at(-1) ?? -1) >= indent) open.pop()
    const [, , role = '', rest = ''] = ROLES.exec(line) ?? []
    const [, name = ''] = /^ ("(?:[^"\\]|\\.)*"|\/.*\/)/.exec(rest) ?? []
    if (role === '' || (name === '' && /^(?:group|list)$/.test(role))) continue
    const state = [
      ...rest.matchAll(/ \[(?:level=\d|checked|disabled|expanded|pressed|selected)\]/g),
    ].join('')
    lines.push(`${'  '.repeat(open.length)}${role}${name === '' ? '' : ` ${steady(name)}`}${state}`)
    open.push(indent)
  }
  return `${lines.join('\n')}\n`
}

const steady = (name: string): string =>
  CHANGING.reduce((text, [pattern, by]) => text.replaceAll(pattern, by), name)
