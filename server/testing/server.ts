import { forwardsCalls } from '../settings/modes.ts'
import { startBedrock } from '../index.ts'
import type { Bedrock, BedrockSession, Options } from '../index.ts'
import type { Exchange } from '../journal/types.ts'

/** The options of a test server. */
export interface TestOptions extends Options {
  /** Whether a test fails (default) if one of its calls matches no fixture, even if the code swallows the error. */
  misses?: 'fail' | 'allow' | undefined
}

/** The server as tests see it; the test runner's hooks start and close it. */
export interface TestBedrock
  extends
    Omit<BedrockSession, 'name'>,
    Readonly<Pick<Bedrock, 'url' | 'port' | 'mode' | 'clock' | 'session'>> {
  /** Allows calls without a matching fixture in the current test. */
  allowMisses(): void
}

/** The server for the tests of one file. */
export interface TestServer {
  bedrock: Bedrock
  /** Returns and clears the calls without a matching fixture, of one session or all. */
  takeMisses(session?: string): Exchange[]
  /** Restores the variables and closes the server. */
  stop(): Promise<void>
}

// If test files share a process, a client created in one file must work with the server of the next.
let lastPort = 0

async function startOnLastPort(options: Options): Promise<Bedrock> {
  try {
    return await startBedrock({ port: lastPort, ...options })
  } catch (thrown) {
    // The port is taken by another server of this file, or by another process.
    if (lastPort === 0 || options.port !== undefined) throw thrown
    return startBedrock(options)
  }
}

/** Starts a server and points the SDKs of this process at it. */
export async function startTestServer(options: TestOptions): Promise<TestServer> {
  const settings = { ...options }
  delete settings.misses
  const bedrock = await startOnLastPort(settings)
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

/** Writes the warnings of calls to the output of the current test, each one once. */
function warner(): (exchange: Exchange) => void {
  const written = new Set<string>()
  return ({ operation, warnings = [] }) => {
    for (const warning of warnings) {
      const line = `bedrock-local: ${operation}: ${warning}`
      if (written.has(line)) continue
      written.add(line)
      // oxlint-disable-next-line no-console -- test runners attribute console output to the test
      console.warn(line)
    }
  }
}

/** Throws an error with the near misses of calls that matched no fixture. */
export function refuseMisses(misses: readonly Exchange[]): void {
  if (misses.length === 0) return
  const messages = [...new Set(misses.map(({ error }) => error?.message ?? ''))]
  const head =
    misses.length === 1
      ? 'A call in this test matched no fixture.'
      : `${misses.length} calls in this test matched no fixture.`
  const error = new Error(
    [head, ...messages, 'Use bedrock.allowMisses() to allow this in a test.'].join('\n\n'),
  )
  error.name = 'FixtureNotFoundException'
  delete error.stack
  throw error
}

/** Calls that are forwarded need real credentials, so the environment's are not replaced. */
function variablesOf({ env, mode }: Bedrock): Readonly<Record<string, string>> {
  if (!forwardsCalls(mode)) return env
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
