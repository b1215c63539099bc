import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { ConfigError } from '../settings/config.ts'
import { parsePolicies } from './parse.ts'
import type { Policies } from './policy.ts'
import { messageOf } from '../error-message.ts'

/** Reads a policy file, JSON or YAML. */
export function readPolicies(file: string): Policies {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`The policy file ${file} cannot be read: ${messageOf(error)}`)
  }
  let value: unknown
  try {
    // JSON is read as YAML too, since JSON.parse lets a second Condition replace the first without a word.
    value = load(text, { filename: file })
  } catch (error) {
    throw new ConfigError(`The policy file ${file} has an error: ${messageOf(error)}`)
  }
  return parsePolicies(value, file)
}
