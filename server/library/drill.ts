import { commandTarget } from '../drill/command-target.ts'
import { drill } from '../drill/drill.ts'
import { ownSessions } from '../drill/ground.ts'
import { pickCases } from '../drill/pick-cases.ts'
import { functionTarget } from '../drill/target.ts'
import type { DrilledFunction } from '../drill/target.ts'
import type { DrillReport } from '../drill/types.ts'
import type { Running } from '../start/start.ts'
import type { DrillOptions } from './bedrock.ts'

/** Drills a function or a command against a server that may have other callers. */
export function drillServer(
  running: Running,
  target: DrilledFunction | readonly string[],
  { timeoutMs = 30_000, concurrency = 1, ...choice }: DrillOptions = {},
): Promise<DrillReport> {
  const runs = typeof target === 'function' ? functionTarget(target) : commandTarget(target)
  return drill(ownSessions(running), runs, { cases: pickCases(choice), timeoutMs, concurrency })
}
