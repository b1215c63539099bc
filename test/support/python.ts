import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onPath } from './on-path.ts'

const run = promisify(execFile)
const script = (name: string): string =>
  fileURLToPath(new URL(`../sdk/python/${name}.py`, import.meta.url))

function missing(command: string, args: readonly string[], what: string): string | undefined {
  const { status } = spawnSync(command, args, { stdio: 'ignore' })
  return status === 0 ? undefined : `${what} is not installed`
}

/** Why Python tests cannot run; undefined if boto3 is installed. */
export const noBoto3 = missing(
  'python3',
  // Importing it takes half a second.
  ['-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("boto3") is None)'],
  'boto3',
)
/** Likewise for the AWS CLI, which takes long to start. */
export const noAwsCli = onPath('aws') ? undefined : 'the AWS CLI is not installed'

for (const reason of [noBoto3, noAwsCli]) {
  if (reason !== undefined) process.stderr.write(`Not everything is checked: ${reason}.\n`)
}

/** The variables that point AWS's tools at a server, without any that could point them elsewhere. */
function variables(url: string, more: Record<string, string>): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_ENDPOINT_URL_BEDROCK: url,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    ...more,
  }
}

/** The JSON output of a script in test/sdk/python. */
export async function python<T>(
  name: string,
  url: string,
  more: Record<string, string> = {},
): Promise<T> {
  const { stdout } = await run('python3', [script(name)], { env: variables(url, more) })
  return JSON.parse(stdout) as T
}

/** The output and exit code of an AWS CLI command, whose last values may contain spaces. */
export async function aws(url: string, command: string, ...values: string[]) {
  const args = [...command.split(' '), ...values]
  try {
    const { stdout, stderr } = await run('aws', args, { env: variables(url, {}) })
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}
