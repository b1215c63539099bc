import { readFileSync } from 'node:fs'
import { load, YAMLException } from 'js-yaml'
import { ConfigError } from '../settings/config.ts'
import { parsePolicies } from './parse.ts'
import { PolicyError } from './place.ts'
import type { Policies } from './policy.ts'
import { messageOf } from '../text/error-message.ts'

/** Reads a policy file, JSON or YAML. */
export function readPolicies(file: string): Policies {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`Cannot read the policy file ${file}: ${messageOf(error)}`)
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
    const message = `The policy file ${file} has an error: ${messageOf(error)}`
    if (!(error instanceof YAMLException)) throw new PolicyError(message)
    const { reason: problem, mark } = error
    const syntax = { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1, problem }
    throw new PolicyError(message, { syntax })
  }
  return parsePolicies(value, file)
}
