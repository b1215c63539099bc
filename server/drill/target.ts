import type { RunEnd } from './types.ts'

/** The target of a drill: a command or a function. */
export interface DrillTarget {
  /** As the report shows it. */
  readonly text: string
  run(env: Readonly<Record<string, string>>, timeoutMs: number): Promise<RunEnd>
}

/** The argument of a drilled function: options for a client of an AWS SDK, or variables for a child process. */
export interface DrillContext {
  readonly env: Readonly<Record<string, string>>
  readonly clientConfig: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
  /** Aborted when the time is up. */
  readonly signal: AbortSignal
}

export type DrilledFunction = (context: DrillContext) => unknown

export function functionTarget(run: DrilledFunction): DrillTarget {
  return {
    text: run.name || 'a function',
    async run(env, timeoutMs) {
      const startedAt = performance.now()
      const controller = new AbortController()
      let timer: NodeJS.Timeout | undefined
      const timeout = new Promise<Partial<RunEnd>>((done) => {
        timer = setTimeout(() => done({ exitCode: null, timedOut: true }), timeoutMs)
      })
      const context = { env, clientConfig: clientConfigOf(env), signal: controller.signal }
      const ending = await Promise.race([outcomeOf(run, context), timeout])
      clearTimeout(timer)
      controller.abort()
      const ms = performance.now() - startedAt
      return { exitCode: 0, timedOut: false, output: '', ...ending, ms }
    },
  }
}

async function outcomeOf(run: DrilledFunction, context: DrillContext): Promise<Partial<RunEnd>> {
  try {
    return { output: written(await run(context)) }
  } catch (error) {
    return {
      exitCode: 1,
      output: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }
  }
}

function written(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function clientConfigOf(env: Readonly<Record<string, string>>): DrillContext['clientConfig'] {
  const of = (name: string) => env[name] ?? ''
  return {
    endpoint: of('AWS_ENDPOINT_URL_BEDROCK_RUNTIME'),
    region: of('AWS_REGION'),
    credentials: {
      accessKeyId: of('AWS_ACCESS_KEY_ID'),
      secretAccessKey: of('AWS_SECRET_ACCESS_KEY'),
    },
  }
}
