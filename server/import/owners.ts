import { displayPath } from '../fixtures/folder.ts'
import { digestOf, makeKey } from '../recordings/key.ts'
import type { Recording } from '../recordings/recording.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { sha256 } from '../text/sha256.ts'
import { answerDigest } from './take.ts'

interface Owner {
  file: string
  answers: string[]
  /** Positions of answers that only repeat the last one. They count if another answer follows. */
  repeats: number[]
}

type Claim = 'taken' | 'duplicate' | { why: string }

/**
 * Which file answers which request. One cassette may answer a request several times in a row; an answer from another
 * file would be in the wrong order.
 */
export class Owners {
  readonly #owners = new Map<string, Owner>()
  readonly #rules = new Set<string>()

  /** The existing recordings and rules. */
  constructor(
    recordings: readonly Recording[],
    rules: readonly unknown[],
    settings: FixtureSettings,
  ) {
    for (const rule of rules) this.#rules.add(digestOfRule(rule))
    for (const recording of recordings) {
      const id = `${recording.operation.name} ${digestOf(makeKey(recording.parts, settings))}`
      this.#owners.set(id, { file: recording.file, answers: answersOf(recording), repeats: [] })
    }
  }

  claimRule(rule: unknown): boolean {
    const digest = digestOfRule(rule)
    if (this.#rules.has(digest)) return false
    this.#rules.add(digest)
    return true
  }

  /** Claims for the items of one file, by their position. */
  claimsOf(file: string) {
    const own = new Set<Owner>()
    return {
      claim: (id: string, answer: string, at: number): Claim => {
        const owner = this.#owners.get(id)
        if (owner === undefined) {
          const first: Owner = { file, answers: [answer], repeats: [] }
          own.add(first)
          this.#owners.set(id, first)
          return 'taken'
        }
        if (!own.has(owner)) {
          if (owner.answers.includes(answer)) return 'duplicate'
          return { why: `a different answer to a request in ${displayPath(owner.file)}` }
        }
        if (owner.answers.at(-1) === answer) owner.repeats.push(at)
        else owner.repeats = []
        owner.answers.push(answer)
        return 'taken'
      },
      repeats: (): number[] => [...own].flatMap(({ repeats }) => repeats),
    }
  }
}

export const digestOfRule = (rule: unknown): string => sha256(JSON.stringify(rule))

function answersOf(recording: Recording): string[] {
  try {
    return recording.responses().map(answerDigest)
  } catch {
    return []
  }
}
