import type { CodeCall, Target } from './call.ts'
import { doorCurl, doorJavascript, doorPython } from './doors.ts'
import type { DoorCall } from './doors.ts'
import { javascript, nodeLambda } from './javascript.ts'
import { boto3, pythonLambda } from './python.ts'
import { cli, curl } from './shell.ts'

interface Sample<C extends CodeCall = CodeCall> {
  name: string
  label: string
  file: string
  of(call: C, target: Target): string
}

const json: Sample = {
  name: 'json',
  label: 'JSON',
  file: 'request.json',
  of: ({ body }) => `${JSON.stringify(body, null, 2)}\n`,
}

/** The languages of code samples: each row adds a tab. */
const samples: readonly Sample[] = [
  { name: 'boto3', label: 'Python (boto3)', file: 'call.py', of: boto3 },
  { name: 'javascript', label: 'JavaScript', file: 'call.mjs', of: javascript },
  { name: 'cli', label: 'AWS CLI', file: 'call.sh', of: cli },
  { name: 'curl', label: 'curl', file: 'call.sh', of: curl },
  json,
  { name: 'python-lambda', label: 'Lambda (Python)', file: 'lambda_function.py', of: pythonLambda },
  { name: 'node-lambda', label: 'Lambda (Node)', file: 'index.mjs', of: nodeLambda },
]

/** The same for OpenAI's and Anthropic's APIs, by their own SDKs. */
const doorSamples: readonly Sample<DoorCall>[] = [
  { name: 'python', label: 'Python', file: 'call.py', of: doorPython },
  { name: 'javascript', label: 'JavaScript', file: 'call.mjs', of: doorJavascript },
  { name: 'curl', label: 'curl', file: 'call.sh', of: doorCurl },
  json,
]

/** The languages of a call, with its code in each. */
export function samplesOf(
  call: CodeCall | DoorCall,
): readonly (Omit<Sample, 'of'> & { text(target: Target): string })[] {
  const withText = <C extends CodeCall>(given: C, { of, ...rest }: Sample<C>) => ({
    ...rest,
    text: (target: Target) => of(given, target),
  })
  return 'door' in call
    ? doorSamples.map((sample) => withText(call, sample))
    : samples.map((sample) => withText(call, sample))
}
