// Ten thousand calls from 50 clients on ten sequences, for several processes and servers, in three ways: without
// failures, when everything must be exact, and with failures, when nothing may be duplicated and losses must be
// reported. npx tsx scripts/shared-load/run.ts [way ...] [--calm | --trouble]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askAll, overdraw } from './calls.ts'
import type { Outcome } from './calls.ts'
import { CALLS, writeFiles } from './files.ts'
import { judge } from './judge.ts'
import { ways } from './ways.ts'
import type { Way } from './ways.ts'

const named = process.argv.slice(2).filter((one) => !one.startsWith('--'))
const weathers = [true, false].filter(
  (calm) => !process.argv.includes(calm ? '--trouble' : '--calm'),
)

let failures = 0
for (const [name, start] of Object.entries(ways)) {
  if (named.length > 0 && !named.includes(name)) continue
  for (const calm of weathers) {
    const folder = mkdtempSync(join(tmpdir(), 'bedrock-local-shared-'))
    const way = await start({ folder, ...writeFiles(folder) })
    try {
      if (!(await isRight(name, way, calm))) failures++
    } finally {
      await way.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
process.exitCode = failures === 0 ? 0 : 1

async function isRight(name: string, way: Way, calm: boolean): Promise<boolean> {
  const passed = await overdraw(way)
  const startedAt = performance.now()
  const outcomes = await askAll(way, calm)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const { wrong, verified } = await judge(way, outcomes, passed, calm)
  console.log(`\n${name}: ${way.about}${calm ? '' : `, ${way.trouble}`}`)
  console.log(`  ${CALLS} calls in ${seconds} s:`, counted(outcomes))
  console.log(`  quota: ${passed} calls passed; verify: ${verified}`)
  for (const one of wrong) console.log(`  WRONG: ${one}`)
  return wrong.length === 0
}

function counted(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>()
  for (const { status } of outcomes) {
    const what = status === 0 ? 'broken' : String(status)
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].map(([what, count]) => `${count} x ${what}`).join(', ')
}
