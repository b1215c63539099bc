// npm run bench [-- --quick] [--only name,name] [--json file] [--seconds n] [--rounds n]
// Figures are ratios within one run: the servers take turns on the same cores, and the median of the rounds counts.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { scenarios } from './scenarios.ts'
import type { Effort, Row } from './row.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
  },
})
const effort: Effort = {
  rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
  seconds: Number(values.seconds ?? (values.quick ? 1 : 4)),
}
const only = values.only?.split(',')
const chosen = scenarios.filter(({ name, rare }) => only?.includes(name) ?? rare !== true)
if (chosen.length === 0) {
  console.error(`--only takes some of ${scenarios.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const machine = {
  date: new Date().toISOString(),
  node: process.version,
  cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
}
console.log(`${machine.date}, Node ${machine.node}, ${machine.cpu}`)

const results: Record<string, Row[]> = {}
let missed = 0
for (const { name, about, run } of chosen) {
  console.log(`\n${name}: ${about}`)
  const rows = await run(effort)
  results[name] = rows
  for (const row of rows) console.log(`  ${line(row)}`)
}
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ ...machine, effort, results }, null, 2)}\n`)
console.log(
  missed === 0
    ? '\nEvery goal is met.'
    : `\n${missed} ${missed === 1 ? 'goal is' : 'goals are'} missed.`,
)

function line(row: Row): string {
  const { name, value, unit, ratio, of, p99, cpuUs, goal, max } = row
  const digits = value >= 100 ? 0 : 1
  const formatted = `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${unit}`
  const share =
    ratio === undefined ? '' : `${Math.round(ratio * 100)} %${of === undefined ? '' : ` of ${of}`}`
  const late = p99 === undefined ? '' : `p99 ${p99.toFixed(1)} ms`
  const cpu = cpuUs === undefined ? '' : `cpu ${cpuUs.toFixed(0)} µs`
  return [
    name.padEnd(46),
    formatted.padEnd(22),
    share.padEnd(16),
    late.padEnd(14),
    cpu.padEnd(12),
    verdict(max === true ? value : ratio, goal, max),
  ]
    .join(' ')
    .trimEnd()
}

function verdict(
  value: number | undefined,
  goal: number | undefined,
  max: true | undefined,
): string {
  if (goal === undefined || value === undefined) return ''
  const met = max === true ? value <= goal : value >= goal
  if (!met) missed++
  const wanted = max === true ? `at most ${goal}` : `at least ${Math.round(goal * 100)} %`
  return met ? `met: ${wanted}` : `MISSED: ${wanted}`
}
