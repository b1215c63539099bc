import type { FunctionError } from '../../lambda/messages.ts'

interface Advice {
  type: string
  message: RegExp
  says: (name: string, more: string) => string
}

const ADVICE: readonly Advice[] = [
  {
    type: 'Runtime.ImportModuleError',
    message: /No module named '(boto3|botocore)/,
    says: (_name, python) =>
      `Lambda has boto3, this Python does not: ${python} -m pip install boto3`,
  },
  {
    type: 'Runtime.ImportModuleError',
    message: /No module named '([^'.]+)/,
    says: (name, python) =>
      `${name} is not installed for this Python: ${python} -m pip install ${name}. On AWS, it must be in the deployment package or a layer.`,
  },
  {
    type: 'Runtime.ImportModuleError',
    message: /Cannot find package '([^']+)'/,
    says: (name) => `${name} is not installed in the folder of the file: npm install ${name}`,
  },
  {
    type: 'Runtime.UserCodeSyntaxError',
    message: /Cannot use import statement outside a module|Unexpected token 'export'/,
    says: () => 'Rename the file to .mjs, or set "type": "module" in its package.json.',
  },
  {
    type: 'Sandbox.Timedout',
    message: /(?:)/,
    says: () => 'Allow more with --timeout, and set the same in the function on AWS.',
  },
]

/** What to do about the error of a function, if that is known. */
export function adviceFor(
  { errorType, errorMessage }: FunctionError,
  python = 'python3',
): string | undefined {
  for (const { type, message, says } of ADVICE) {
    const [found, name = ''] = type === errorType ? (message.exec(errorMessage) ?? []) : []
    if (found !== undefined) return says(name, python)
  }
  return undefined
}
