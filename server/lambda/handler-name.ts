import { readFileSync } from 'node:fs'

/** The names that a handler may have, the usual one first. */
export const PYTHON_HANDLERS = ['lambda_handler', 'handler'] as const
export const JAVASCRIPT_HANDLERS = ['handler', 'lambdaHandler', 'lambda_handler'] as const

/** The handler that a file defines, imports or exports; undefined if there is none of these names. */
export function handlerIn(file: string): string | undefined {
  const source = readFileSync(file, 'utf8')
  return file.endsWith('.py')
    ? PYTHON_HANDLERS.find((name) => isInPython(name, source))
    : JAVASCRIPT_HANDLERS.find((name) => isInJavaScript(name, source))
}

function isInPython(name: string, source: string): boolean {
  const forms = [`(?:async )?def ${name}\\b`, `${name}\\s*[:=]`, `(?:from|import) .*\\b${name}\\b`]
  return new RegExp(`^(?:${forms.join('|')})`, 'm').test(source)
}

function isInJavaScript(name: string, source: string): boolean {
  const forms = [
    `\\bexport\\s+(?:async\\s+)?(?:const|let|var|function\\*?)\\s+${name}\\b`,
    `\\bexport\\s*\\{[^}]*\\b${name}\\b`,
    `\\bexports\\.${name}\\b`,
    `\\bmodule\\.exports\\s*=\\s*\\{[^}]*\\b${name}\\b`,
  ]
  return new RegExp(forms.join('|')).test(source)
}
