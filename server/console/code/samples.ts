import type { CodeCall, Target } from './call.ts'
import { javascript, nodeLambda } from './javascript.ts'
import { boto3, pythonLambda } from './python.ts'
import { cli, curl } from './shell.ts'

/** Every language in which a call can be shown: a row makes its tab. */
export const samples = [
  { name: 'boto3', label: 'Python (boto3)', file: 'call.py', of: boto3 },
  { name: 'javascript', label: 'JavaScript', file: 'call.mjs', of: javascript },
  { name: 'cli', label: 'AWS CLI', file: 'call.sh', of: cli },
  { name: 'curl', label: 'curl', file: 'call.sh', of: curl },
  {
    name: 'json',
    label: 'JSON',
    file: 'request.json',
    of: ({ body }: CodeCall) => `${JSON.stringify(body, null, 2)}\n`,
  },
  { name: 'python-lambda', label: 'Lambda (Python)', file: 'lambda_function.py', of: pythonLambda },
  { name: 'node-lambda', label: 'Lambda (Node)', file: 'index.mjs', of: nodeLambda },
] as const satisfies readonly {
  name: string
  label: string
  file: string
  of(call: CodeCall, target: Target): string
}[]

export type SampleName = (typeof samples)[number]['name']
