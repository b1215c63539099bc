import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { partitionOf } from '../aws/region.ts'
import { packageRoot } from '../package.ts'
import type { LambdaFunction } from './messages.ts'

/** The environment of a function. */
export interface Surroundings {
  region: string
  account: string
  /** The address of Bedrock. Without it, the endpoint variables of the function decide. */
  endpoint: string | undefined
  /** They override those of the template: a model to try, credentials. */
  variables?: Readonly<Record<string, string | undefined>> | undefined
}

/** The environment of a function's process: Lambda's variables, those of its template, and the address of Bedrock. */
export function variablesOf(
  fn: LambdaFunction,
  { region, endpoint, variables = {} }: Omit<Surroundings, 'account'>,
): Record<string, string> {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/')
  const environment: Record<string, string | undefined> = {
    // No process starts on Windows without the system's variables.
    PATH: process.env['PATH'],
    SystemRoot: process.env['SystemRoot'],
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL_BEDROCK: endpoint,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: endpoint,
    ANTHROPIC_BEDROCK_MANTLE_BASE_URL: endpoint && `${endpoint}/anthropic`,
    AWS_BEDROCK_BASE_URL: endpoint && `${endpoint}/openai/v1`,
    // Where a function posts to its WebSocket clients.
    AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: endpoint && `${endpoint}/_lambda/${fn.name}`,
    // The developer's ~/.aws must not change what a function does. Without any home, the SDK fails for users that have
    // no name, as in a container.
    HOME: tmpdir(),
    USERPROFILE: tmpdir(),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...fn.variables,
    ...variables,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[$LATEST]${randomBytes(16).toString('hex')}`,
    LAMBDA_TASK_ROOT: fn.root,
    LAMBDA_RUNTIME_DIR: join(packageRoot, 'dist', 'bootstrap'),
    _HANDLER: fn.handler,
  }
  const set = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return Object.fromEntries(set)
}

/** `arn:aws:lambda:us-east-1:123456789012:function:converse` */
export function functionArn(
  name: string,
  { region, account }: Pick<Surroundings, 'region' | 'account'>,
): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${name}`
}
