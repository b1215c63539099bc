import type { CaseReport, DrillReport } from '../types.ts'

/** The report in JUnit's XML, as CI systems read it. */
export function junit({ target, plain, cases }: DrillReport): string {
  const failures = cases.filter(({ findings }) => findings.length > 0).length
  const skipped = cases.filter((one) => one.skipped !== undefined).length
  const time = seconds(cases.reduce((sum, { ms }) => sum + ms, plain.ms))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="bedrock-local drill: ${escape(target)}" tests="${cases.length}" failures="${failures}" skipped="${skipped}" time="${time}">`,
    ...cases.flatMap(testCase),
    '</testsuite>',
    '',
  ].join('\n')
}

function testCase(report: CaseReport): string[] {
  const { name, about, ms, skipped, findings, output } = report
  const open = `  <testcase classname="drill" name="${escape(`${name}: ${about}`)}" time="${seconds(ms)}"`
  if (skipped !== undefined)
    return [`${open}>`, `    <skipped message="${escape(skipped)}"/>`, '  </testcase>']
  if (findings.length === 0) return [`${open}/>`]
  return [
    `${open}>`,
    ...findings.map(
      ({ kind, advice }) => `    <failure type="${escape(kind)}" message="${escape(advice)}"/>`,
    ),
    `    <system-out>${escape(output)}</system-out>`,
    '  </testcase>',
  ]
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

// XML has no way to write the others.
// oxlint-disable-next-line no-control-regex -- they are what is removed
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

const escape = (text: string) =>
  text
    .replaceAll(/\p{Surrogate}/gu, '')
    .replaceAll(FORBIDDEN, '')
    .replaceAll(/[&<>"\n]/g, (one) => ENTITIES[one] ?? one)

const seconds = (ms: number) => (ms / 1_000).toFixed(3)
