import type { CaseReport, DrillReport } from '../../server/drill/types.ts'

export const passedCase: CaseReport = {
  name: 'throttling',
  about: 'throttled twice',
  attempts: 3,
  waitsMs: [120, 300],
  exitCode: 0,
  timedOut: false,
  ms: 840,
  findings: [],
  output: 'Rivers.',
}
const hung: CaseReport = {
  ...passedCase,
  name: 'timeout',
  about: 'the first byte never arrives',
  attempts: 5,
  waitsMs: [1, 2, 3, 4],
  exitCode: null,
  timedOut: true,
  findings: [{ kind: 'hung', advice: 'Set a <time-out>.' }],
  output: 'a "quote" & \u0007 more',
}
const skipped: CaseReport = { ...passedCase, name: 'stalled-stream', skipped: 'it does not stream' }
export const drillReport: DrillReport = {
  target: 'node "a" & b',
  ok: false,
  plain: { calls: 1, ms: 160 },
  cases: [passedCase, hung, { ...hung, name: 'lost' }, skipped],
}
