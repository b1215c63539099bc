import { spawnSync } from 'node:child_process'
import { createCredentials, forgetClientEndpoints } from '../../aws/credentials.ts'
import { findPython } from '../../lambda/python.ts'
import type { Python } from '../../lambda/python.ts'
import { clientUrl } from '../../settings/client-env.ts'
import { unknownVariables } from '../../settings/config.ts'
import type { Config } from '../../settings/settings.ts'
import { forwardsCalls } from '../../settings/modes.ts'
import { askAdmin, listenerAt } from '../admin-client.ts'
import type { Listener } from '../admin-client.ts'

/** The facts that the doctor checks. */
export interface Facts {
  node: string
  url: string
  host: string
  region: string
  platform: NodeJS.Platform
  listener: Listener
  env: Readonly<Record<string, string | undefined>>
  unknownVariables: readonly string[]
  python: (Python & { boto3?: string; sees: boolean }) | undefined
  /** The version of the engine; undefined if it is not running. */
  docker: string | undefined
  /** A description of the real credentials that were found. */
  credentials: string | undefined
  /** The result of a Converse call; undefined if none was made. */
  answer: { status: number; source: string; fixture: string | undefined } | undefined
}

const TIMEOUT_MS = 5_000

export async function gatherFacts(config: Config, env: NodeJS.ProcessEnv): Promise<Facts> {
  const url = clientUrl(config)
  const listener = await listenerAt(config)
  const isOurs = listener.kind === 'bedrock-local'
  const costsMoney = isOurs && forwardsCalls(listener.mode)
  return {
    node: process.versions.node,
    url,
    host: config.host,
    region: config.region,
    platform: process.platform,
    listener,
    env,
    unknownVariables: unknownVariables(env),
    python: pythonFacts(url),
    docker: outputOf('docker', ['version', '--format', '{{.Server.Version}}']),
    credentials: await realCredentials(env, config.profile),
    answer: isOurs && !costsMoney ? await testCall(config, url) : undefined,
  }
}

/** Asks Python itself, like a program of the user. */
function pythonFacts(url: string): Facts['python'] {
  const python = findPython()
  if (python === undefined) return undefined
  const code = `import sys, urllib.request
try:
    import boto3
    print("boto3", boto3.__version__)
except ImportError: pass
try:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=2)
    print("sees")
except Exception: pass`
  const out = outputOf(python.executable, ['-c', code, `${url}/_admin/health`]) ?? ''
  const boto3 = /boto3 (\S+)/.exec(out)?.[1]
  return { ...python, ...(boto3 !== undefined && { boto3 }), sees: out.includes('sees') }
}

function outputOf(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    windowsHide: true,
  })
  return status === 0 ? stdout.trim() : undefined
}

async function realCredentials(
  env: NodeJS.ProcessEnv,
  profile: string | undefined,
): Promise<string | undefined> {
  const own = { ...env, AWS_EC2_METADATA_DISABLED: 'true' }
  forgetClientEndpoints(own)
  const source = createCredentials({ env: own, ...(profile !== undefined && { profile }) })
  const { ok, text } = await source.describe()
  return ok ? text : undefined
}

const SESSION = 'bedrock-local-doctor'

/** The journal does not keep it: nobody should take it, or a miss of it, for a call of their own. */
async function testCall(config: Config, url: string): Promise<Facts['answer']> {
  const answer = await converse(url)
  await askAdmin(config, `/sessions/${SESSION}`, { method: 'DELETE' }).catch(() => undefined)
  return answer
}

async function converse(url: string): Promise<Facts['answer']> {
  const body = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] }
  try {
    const { status, headers } = await fetch(`${url}/model/amazon.nova-micro-v1:0/converse`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-bedrock-local-session': SESSION },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return {
      status,
      source: headers.get('x-bedrock-local-source') ?? 'the server',
      fixture: headers.get('x-bedrock-local-fixture') ?? undefined,
    }
  } catch {
    return undefined
  }
}
