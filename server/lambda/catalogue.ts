import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Functions } from './functions.ts'
import type { Account } from './template.ts'
import { functionArn } from './variables.ts'
import type { LambdaFunction } from './messages.ts'

type Named = FastifyRequest<{ Params: { name: string }; Querystring: { Qualifier?: string } }>

/** ListFunctions, GetFunction and GetFunctionConfiguration, with the members that clients and their waiters read. */
export function addCatalogue(app: FastifyInstance, functions: Functions, account: Account): void {
  for (const path of ['/2015-03-31/functions/', '/2015-03-31/functions']) {
    app.get(path, () =>
      json({ Functions: functions.list().map((fn) => configuration(fn, account)) }),
    )
  }
  app.get('/2015-03-31/functions/:name', ({ params, query }: Named) => {
    const fn = functions.get(params.name, query.Qualifier)
    const Code = { RepositoryType: 'Local', Location: `file://${fn.root}` }
    return json({ Configuration: configuration(fn, account), Code, Tags: {} })
  })
  app.get('/2015-03-31/functions/:name/configuration', ({ params, query }: Named) =>
    json(configuration(functions.get(params.name, query.Qualifier), account)),
  )
}

/** Returns a buffer: Fastify adds a charset to the content type of JSON that it serializes, and AWS does not. */
function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function configuration(fn: LambdaFunction, account: Account) {
  const stat = statSync(join(fn.root, 'index.mjs'), { throwIfNoEntry: false })
  const modified = (stat?.mtime ?? new Date(0)).toISOString().replace('Z', '+0000')
  return {
    FunctionName: fn.name,
    FunctionArn: functionArn(fn.name, account),
    Runtime: fn.runtime,
    Role: `arn:aws:iam::${account.account}:role/${fn.name}`,
    Handler: fn.handler,
    CodeSize: stat?.size ?? 0,
    Description: fn.description,
    Timeout: fn.timeoutSec,
    MemorySize: fn.memoryMb,
    LastModified: modified,
    CodeSha256: createHash('sha256').update(`${fn.root} ${modified}`).digest('base64'),
    Version: '$LATEST',
    ...(Object.keys(fn.variables).length > 0 && { Environment: { Variables: fn.variables } }),
    TracingConfig: { Mode: 'PassThrough' },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${fn.name}` },
  }
}
