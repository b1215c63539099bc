import { load, YAMLException } from 'js-yaml'
import { ConfigError } from '../settings/config.ts'
import { parsePolicies } from './parse.ts'
import { PolicyError } from './place.ts'
import type { Policies } from './policy.ts'
import { readTextFile, whyUnreadable } from '../text/text-file.ts'
import { messageOf } from '../text/error-message.ts'

/** Reads a policy file, JSON or YAML. */
export function readPolicies(file: string): Policies {
  let text: string
  try {
    text = readTextFile(file)
  } catch (error) {
    throw new ConfigError(`The policy file ${file} cannot be read: ${whyUnreadable(error)}`)
  }
  return readPolicyText(text, file)
}

/** Reads the text of a policy file; the name is for messages. */
export function readPolicyText(text: string, file: string): Policies {
  let value: unknown
  try {
    // JSON is parsed as YAML too, because JSON.parse silently lets a second Condition replace the first.
    value = load(text, { filename: file })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw new PolicyError(`${file}: ${messageOf(error)}`)
    const { reason: problem, mark } = error
    const syntax = { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1, problem }
    const { line, column } = syntax
    throw new PolicyError(`${file}:${line}:${column}: not valid JSON or YAML: ${problem}`, {
      syntax,
    })
  }
  return parsePolicies(value, file)
}
