import type { Bedrock } from './library/bedrock.ts'
import { configFrom, refuseMissing } from './library/options.ts'
import type { Options } from './library/options.ts'
import { refuseMode } from './settings/modes.ts'

export { ConfigError } from './settings/config.ts'
export type { ErrorName } from './aws/errors.ts'
export type { ModelOverride, ModelOverrides } from './models/overrides.ts'
export type { StopReason, Usage } from './neutral/reply.ts'
export type { Exchange } from './journal/types.ts'
export type { Miss, Source } from './bedrock/answer.ts'
export type { JournalFilter, TextFilter } from './journal/filter.ts'
export type { Saved, SaveOptions } from './journal/save.ts'
export type { Expectation } from './journal/verify.ts'
export type {
  AddedFixture,
  Bedrock,
  BedrockSession,
  Calls,
  ClientConfig,
  DrillOptions,
  Fixtures,
} from './library/bedrock.ts'
export type { DrillContext, DrilledFunction } from './drill/target.ts'
export type { CaseReport, DrillReport, DrillFinding as Finding } from './drill/types.ts'
export type { AddedFault, Fault, FaultRules, ServerClock } from './library/fault.ts'
export type {
  ContentBlock,
  Disturbance,
  Fixture,
  FixtureAnswer,
  FixtureError,
  FixtureMatch,
  StreamOptions,
  TextPattern,
} from './library/fixture.ts'
export type { OperationName } from './bedrock/service.ts'
export type { KnownKeys, ModelQuota, ModelServer, Options } from './library/options.ts'
export type { Mode } from './settings/settings.ts'
export type { Listed } from './store/store.ts'

/**
 * Starts a server in this process, on a free port, without a log, in `replay` mode: a call that matches no fixture fails
 * with an explanation. `BEDROCK_LOCAL_MODE=record` turns the same suite into a recording run.
 *
 * ```ts
 * await using bedrock = await startBedrock()
 * bedrock.fixtures.add({ match: { prompt: /paris/i }, answer: { text: 'The capital of France.' } })
 * const client = new BedrockRuntimeClient(bedrock.clientConfig)
 * ```
 *
 * @throws {ConfigError} if an option has an invalid value, the port is in use, or fixtures have errors.
 */
export async function startBedrock(options: Options = {}): Promise<Bedrock> {
  // A copy: variables that are set for clients later must not reach the server's own calls.
  const env = { ...process.env }
  const config = configFrom(options, env)
  refuseMissing(config)
  // One after the other: Jest cannot link modules that two imports at once have in common.
  const { start } = await import('./start/start.ts')
  const { clientUrl } = await import('./settings/client-env.ts')
  const handles = await import('./library/handles.ts')
  const running = await start(config, env)
  const protocol = running.certificateFile === undefined ? 'http' : 'https'
  const url = clientUrl({ host: config.host, port: running.port }, protocol)
  const hold = { running, url, closed: false }
  const { journal, sessions, mode, port } = running
  let made = 0
  let closing: Promise<void> | undefined
  const close = () => {
    hold.closed = true
    return (closing ??= running.close())
  }
  return {
    url,
    port,
    get mode() {
      return mode.get()
    },
    set mode(next) {
      refuseMode(next, config)
      mode.set(next)
    },
    ...handles.clientHandles(hold),
    fixtures: handles.fixturesHandle(hold, () => sessions.shared),
    faults: handles.faultsHandle(hold, () => sessions.shared),
    journal: handles.callsHandle(hold),
    drill: async (target, how) =>
      (await import('./library/drill.ts')).drillServer(running, target, how),
    clock: { advance: (ms) => running.clock.advance(ms) },
    session: (name = `session-${++made}`) => handles.sessionHandle(hold, name),
    reset() {
      sessions.reset()
      journal.clear()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
