import type { Catalogue } from '../models/models.ts'
import { checkCall } from '../policy/check-call.ts'
import type { PolicyQuestion } from '../policy/check-call.ts'
import { readPolicies } from '../policy/file.ts'
import { Session } from '../sessions.ts'
import { ConfigError } from '../settings/config.ts'

const SESSION = new Session('check')

/** Prints whether the policy grants each permission that the call needs, and why. */
export function check(file: string, question: PolicyQuestion, catalogue: Catalogue): number {
  const { role } = question
  const policies = readPolicies(file)
  for (const note of policies.notes) process.stderr.write(`note: ${note}\n`)
  if (policies.kind === 'roles') {
    const known = [...policies.roles.keys()].join(', ')
    if (role === undefined)
      throw new ConfigError(`${file} has policies by role: --role must be one of ${known}`)
    if (!policies.roles.has(role))
      process.stderr.write(`note: ${file} has no policy for ${role}, only for ${known}\n`)
  }
  const { verdicts, denial, warnings } = checkCall(policies, question, {
    catalogue,
    session: SESSION,
  })
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
  for (const { need, verdict } of verdicts) {
    const near = verdict.decision === 'implicit deny' ? verdict.near : []
    const lines = [verdict.reason, ...near.map(({ reason }) => reason)]
    process.stdout.write(
      `${verdict.decision}: ${need.action} on ${need.resource}\n${lines.map((line) => `  ${line}\n`).join('')}`,
    )
  }
  if (denial === undefined) return 0
  process.stdout.write(`\nBedrock would answer AccessDeniedException (403):\n  ${denial}\n`)
  return 1
}
