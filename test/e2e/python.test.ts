import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runCommand } from '../support/command.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'

// Handlers in Python, as they would be deployed, run by `bedrock-local run`.

const boto3 = spawnSync('python3', ['-c', 'import boto3; print(boto3.__version__)'], {
  encoding: 'utf8',
})
const missing = boto3.status !== 0
if (missing) process.stdout.write('skipped: no python3 with boto3 on this machine\n')

let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startServer({ mode: 'replay', fixtures: ['fixtures'], pace: 'instant' })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

/** `bedrock-local run <file>`; a name stands for a file of this folder. */
async function runFile(file: string, event: unknown, ...more: string[]) {
  const path = file.includes('.') ? file : join(import.meta.dirname, 'python', `${file}.py`)
  const ran = { out: '', err: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((ran.out += String(text)), true))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((ran.err += String(text)), true))
  try {
    const args = ['run', path, '--event', JSON.stringify(event), ...more]
    const code = await runCommand(args, { port: server.port, fixtures: [] })
    return { ...ran, code, result: JSON.parse(ran.out) as unknown }
  } finally {
    vi.restoreAllMocks()
  }
}

const run = async (file: string, event: unknown) => (await runFile(file, event)).result

describe.skipIf(missing)('a Python handler using boto3 with default settings', () => {
  test('lists the models', async () => {
    const { models } = (await run('list_models', {})) as { models: string[] }
    expect(models).toContain('amazon.nova-micro-v1:0')
  })

  test('calls Converse', async () => {
    expect(await run('converse', { prompt: 'What is Amazon Bedrock?' })).toEqual({
      statusCode: 200,
      reply: expect.stringMatching(/^Amazon Bedrock is a managed service/),
      attempts: 1,
    })
  })

  test('is throttled twice and answered the third time', async () => {
    expect(await run('converse', { prompt: 'Try again until it works' })).toEqual({
      statusCode: 200,
      reply: 'It worked the third time.',
      attempts: 3,
    })
  })

  test('gets a ClientError with its code', async () => {
    expect(await run('converse', { prompt: 'fail with AccessDeniedException' })).toEqual({
      statusCode: 502,
      error: 'AccessDeniedException',
    })
  })

  test('streams through ConverseStream', async () => {
    const { chunks, stopReason } = (await run('converse_stream', {
      prompt: 'Why is the sky blue?',
    })) as {
      chunks: string[]
      stopReason: string
    }
    expect(chunks.length).toBeGreaterThan(5)
    expect(chunks.join('')).toMatch(/^Air scatters short waves .* from the Sun\.$/)
    expect(stopReason).toBe('end_turn')
  })

  test('gets the events before an error in mid-stream, then the error', async () => {
    expect(await run('converse_stream', { prompt: 'Break in the middle' })).toMatchObject({
      chunks: ['These words', ' arrive before', ' the error does'],
      error: 'modelStreamErrorException',
    })
  })

  test("calls InvokeModel with Titan's native JSON", async () => {
    const prompt = "Describe the purpose of a 'hello world' program in one line."
    expect(await run('invoke_model', { prompt })).toEqual({
      outputText: expect.stringContaining('to show the basic syntax of a language'),
    })
  })

  test("streams through InvokeModelWithResponseStream with Claude's native JSON", async () => {
    expect(await run('invoke_stream', { prompt: 'What is Amazon Bedrock?' })).toEqual({
      text: expect.stringMatching(/^Amazon Bedrock is a managed service/),
    })
  })

  test('is reported as on Lambda, with its log, a report and the result', async () => {
    const { code, err, result } = await runFile('converse_basic', {})
    expect(code).toBe(0)
    expect(result).toMatchObject({ statusCode: 200, body: expect.stringContaining('managed') })
    const id = /^START RequestId: ([\w-]{36}) Version: \$LATEST$/m.exec(err)?.[1]
    expect(err).toContain(`Calls go to the server at ${server.url}.\n`)
    expect(err).toContain(`Request ${id} in converse_basic\nEND RequestId: ${id}\n`)
    expect(err).toMatch(
      /^REPORT RequestId: .*\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit/m,
    )
    expect(readdirSync(join(import.meta.dirname, 'python'))).not.toContain('__pycache__')
  })
})

describe.skipIf(missing)('a Python handler that', () => {
  const log = (text: string) => new RegExp(`^${text}`, 'm')

  test.each<[string, string, string, RegExp, string]>([
    [
      'has a syntax error',
      'def handler(event, context)\n    return 1\n',
      'Runtime.UserCodeSyntaxError',
      log(String.raw`\[ERROR\] Runtime\.UserCodeSyntaxError: Syntax error in module 'x': .*line 1`),
      "Syntax error in module 'x': ",
    ],
    [
      'imports a missing module',
      'import no_such\ndef handler(event, context): pass\n',
      'Runtime.ImportModuleError',
      log(String.raw`no_such is not installed for this Python: .* -m pip install no_such\.`),
      "Unable to import module 'x': No module named 'no_such'",
    ],
    [
      'never ends',
      'def handler(event, context):\n    while True: pass\n',
      'Sandbox.Timedout',
      log('.* Task timed out after 1.00 seconds'),
      'Task timed out after 1.00 seconds',
    ],
    [
      'raises',
      'def handler(event, context):\n    raise ValueError("no")\n',
      'ValueError',
      log(
        String.raw`\[ERROR\] ValueError: no\nTraceback .*\n  File ".*x\.py", line 2, in handler\n`,
      ),
      'no',
    ],
    [
      'returns a value that is not JSON',
      'def handler(event, context):\n    return float("nan")\n',
      'Runtime.MarshalError',
      log(String.raw`\[ERROR\] Runtime\.MarshalError`),
      'Unable to marshal response: ',
    ],
    [
      'exits',
      'import os\ndef handler(event, context):\n    os._exit(3)\n',
      'Runtime.ExitError',
      log('Runtime.ExitError'),
      'Runtime exited with error: exit status 3',
    ],
  ])('%s fails as on Lambda', async (_, code, errorType, says, message) => {
    using folder = fixtureFolder({ 'x.py': code })
    const ran = await runFile(join(folder.path, 'x.py'), {}, '--timeout', '1')
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(says)
    expect(ran.result).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) })
  })

  test('prints binary data is shown safely', async () => {
    const code = `import os, sys
def main(event, context):
    sys.stdout.buffer.write(b"\\x00\\xff\\x07 and text\\n")
    print("\\ud800", sys.stdin.read() == "", os.environ["GREETING"])
    return None
`
    using folder = fixtureFolder({ 'my-function.py': code })
    const path = join(folder.path, 'my-function.py')
    const ran = await runFile(path, {}, '--handler', 'x.main', '--env', 'GREETING=a=b')
    expect(ran).toMatchObject({ code: 0, result: null })
    expect(ran.err).toContain('\uFFFD\uFFFD\uFFFD and text\n\\ud800 True a=b\n')
    expect(ran.err).toContain('The log contains 3 bytes that are not text')
  })
})

test.skipIf(missing)(
  '--lambdas serves Python folders, with one process each that is reused',
  async () => {
    using folder = fixtureFolder({
      'counts/lambda_function.py':
        'calls = 0\ndef lambda_handler(event, context):\n    global calls\n    calls += 1\n    return calls\n',
      'only/own_name.py': 'def handler(event, context):\n    return event\n',
      'none/lambda_function.py': 'x = 1\n',
    })
    await using own = await startServer({ lambdas: folder.path })
    const lambda = new LambdaClient({
      endpoint: own.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    const invoke = async (FunctionName: string) => {
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{"a":1}' }))
      return JSON.parse(Buffer.from(Payload ?? []).toString()) as unknown
    }
    expect([await invoke('counts'), await invoke('counts'), await invoke('only')]).toEqual([
      1,
      2,
      { a: 1 },
    ])
    await expect(invoke('none')).rejects.toThrow('Function not found')
    lambda.destroy()
  },
)
