import { expect, test } from 'vitest'
import { junit } from '../../../../server/drill/report/junit.ts'
import { drillReport } from '../../../support/drill-report.ts'

test('each case is a test, with its findings as failures', () => {
  const [passed, hung, , skipped] = drillReport.cases
  const cases = [passed, hung, skipped].filter((one) => one !== undefined)
  expect(junit({ ...drillReport, cases })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="bedrock-local drill: node &quot;a&quot; &amp; b" tests="3" failures="1" skipped="1" time="2.680">
  <testcase classname="drill" name="throttling: throttled twice" time="0.840"/>
  <testcase classname="drill" name="timeout: the first byte never arrives" time="0.840">
    <failure type="hung" message="Set a &lt;time-out&gt;."/>
    <system-out>a &quot;quote&quot; &amp;  more</system-out>
  </testcase>
  <testcase classname="drill" name="stalled-stream: throttled twice" time="0.840">
    <skipped message="it does not stream"/>
  </testcase>
</testsuite>
`)
})
