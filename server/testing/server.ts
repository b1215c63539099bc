import { MODES } from '../settings/modes.ts'
import { startBedrock } from '../index.ts'
import type { Bedrock, BedrockSession, Options } from '../index.ts'
import type { Exchange } from '../journal/types.ts'

/** How tests use a server. */
export interface TestOptions extends Options {
  /** Whether a test fails (default) when one of its calls found no fixture, even when its code swallowed the error. */
  misses?: 'fail' | 'allow' | undefined
}

/** The server as tests see it: who wires it to the runner starts, resets and closes it. */
export interface TestBedrock
  extends
    Omit<BedrockSession, 'name'>,
    Readonly<Pick<Bedrock, 'url' | 'port' | 'mode' | 'clock' | 'session'>> {
  /** Lets calls of the running test find no fixture. */
  allowMisses(): void
}

/** A server for the tests of one file, and what its runner does with it. */
export interface TestServer {
  bedrock: Bedrock
  /** Calls that found no fixture since the last test, of one session or all; they are told once. */
  takeMisses(session?: string): Exchange[]
  /** Restores the variables and closes the server. */
  stop(): Promise<void>
}

// Where test files share a process, a client that was made for one must find the server of the next.
let lastPort = 0

async function startWhereClientsAsk(options: Options): Promise<Bedrock> {
  try {
    return await startBedrock({ port: lastPort, ...options })
  } catch (thrown) {
    // Somebody has that port now: another server of this file, or of another process.
    if (lastPort === 0 || options.port !== undefined) throw thrown
    return startBedrock(options)
  }
}

/** Starts a server and points the SDKs of this process at it. */
export async function startTestServer(options: TestOptions): Promise<TestServer> {
  const settings = { ...options }
  delete settings.misses
  const bedrock = await startWhereClientsAsk(settings)
  lastPort = bedrock.port
  const restore = setVariables(variablesOf(bedrock))
  let missed: Exchange[] = []
  const warn = warner()
  bedrock.journal.follow((exchange) => {
    warn(exchange)
    if (exchange.error?.name === 'FixtureNotFoundException') missed.push(exchange)
  })
  return {
    bedrock,
    takeMisses(session) {
      const taken = missed.filter((one) => session === undefined || one.session === session)
      missed = missed.filter((one) => !taken.includes(one))
      return taken
    },
    async stop() {
      restore()
      await bedrock.close()
    },
  }
}

/** Writes the warnings of calls to the output of the running test, each of them once. */
function warner(): (exchange: Exchange) => void {
  const written = new Set<string>()
  return ({ operation, warnings = [] }) => {
    for (const warning of warnings) {
      const line = `bedrock-local: ${operation}: ${warning}`
      if (written.has(line)) continue
      written.add(line)
      // oxlint-disable-next-line no-console -- runners attribute what the console writes to its test
      console.warn(line)
    }
  }
}

/** Throws for the calls that found no fixture: the near-miss text of each. */
export function refuseMisses(misses: readonly Exchange[]): void {
  if (misses.length === 0) return
  const told = [...new Set(misses.map(({ error }) => error?.message ?? ''))]
  const head =
    misses.length === 1
      ? 'A call of this test found no fixture.'
      : `${misses.length} calls of this test found no fixture.`
  const error = new Error(
    [head, ...told, 'bedrock.allowMisses() lets calls of a test find none.'].join('\n\n'),
  )
  error.name = 'FixtureNotFoundException'
  delete error.stack
  throw error
}

/** A real service is asked with real credentials: those of the environment stay. */
function variablesOf({ env, mode }: Bedrock): Readonly<Record<string, string>> {
  if (MODES[mode].forwards === 'nothing') return env
  const names = Object.keys(env).filter((name) => !/KEY/.test(name))
  return Object.fromEntries(names.map((name) => [name, env[name] ?? '']))
}

function setVariables(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
