import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { ConfigError } from '../settings/config.ts'
import { parsePolicies } from './parse.ts'
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
  let value: unknown
  try {
    // JSON is parsed as YAML too, because JSON.parse silently lets a second Condition replace the first.
    value = load(text, { filename: file })
  } catch (error) {
    throw new ConfigError(`The policy file ${file} has an error: ${messageOf(error)}`)
  }
  return parsePolicies(value, file)
}
