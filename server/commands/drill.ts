import { accessSync, constants, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { drillCases } from '../drill/cases.ts'
import { commandTarget } from '../drill/command-target.ts'
import { drill } from '../drill/drill.ts'
import { wholeServer } from '../drill/ground.ts'
import { junit } from '../drill/report/junit.ts'
import { tableAdvice, tableHead, tableRow, tableTotals } from '../drill/report/table.ts'
import { pickCases } from '../drill/pick-cases.ts'
import type { CaseReport } from '../drill/types.ts'
import { ConfigError } from '../settings/config.ts'
import { forwardsCalls } from '../settings/modes.ts'
import type { Config } from '../settings/settings.ts'
import { start } from '../start/start.ts'
import { messageOf } from '../text/error-message.ts'
import { paintFor } from '../text/colours.ts'

interface Flags {
  only: readonly string[]
  skip: readonly string[]
  list: boolean
  timeout: number
  json: boolean
  junit: string | undefined
  verbose: boolean
}

/** Exits with 0 if there is no finding, with 1 if there is one. */
export async function run(
  flags: Flags,
  command: readonly string[],
  config: Config,
): Promise<number> {
  const cases = pickCases(flags)
  if (flags.list) {
    for (const { name, about } of drillCases) say(`${name.padEnd(17)}${about}`)
    return 0
  }
  if (command.length === 0)
    throw new ConfigError(
      'drill needs <command>; usage: bedrock-local drill [options] -- <command...>',
    )
  if (forwardsCalls(config.mode))
    throw new ConfigError(`drill needs --mode mock or replay, not ${config.mode}`)
  if (flags.junit !== undefined) refuseUnwritable(flags.junit)
  const running = await start({ ...config, ...OWN_SERVER }, {})
  const paint = paintFor(process.stdout)
  const onCase = (report: CaseReport) => {
    if (!flags.json) say(tableRow(report, paint))
    if (flags.verbose && report.output !== '') process.stderr.write(`${report.output.trimEnd()}\n`)
  }
  try {
    if (!flags.json) say(tableHead())
    const timeoutMs = flags.timeout * 1_000
    const target = commandTarget(command)
    const report = await drill(wholeServer(running), target, { cases, timeoutMs, onCase })
    if (flags.junit !== undefined) writeFileSync(flags.junit, junit(report))
    if (flags.json) say(JSON.stringify(report, null, 2))
    else {
      const lines = tableAdvice(report).flatMap((advice) => [advice, ''])
      for (const line of ['', ...lines, tableTotals(report)]) say(line)
    }
    return report.ok ? 0 : 1
  } finally {
    await running.close()
  }
}

/** The server is not shared, and it keeps whole answers to compare with the output of the command. */
const OWN_SERVER = {
  port: 0,
  host: '127.0.0.1',
  logLevel: 'silent',
  pretty: false,
  console: false,
  lambdas: 'none',
  watch: false,
  grace: 0,
  auth: 'none',
  journalClip: 1_000_000,
} as const

/** Before the drill, which takes a while. */
function refuseUnwritable(file: string): void {
  try {
    accessSync(dirname(resolve(file)), constants.W_OK)
  } catch (error) {
    throw new ConfigError(`--junit: ${file} cannot be written: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
