import type { Json } from '../json.ts'

// Which of several options fits the mood of a text; enough to distinguish praise from complaints.

const MOODS: readonly (readonly [pattern: RegExp, mood: RegExp])[] = [
  [
    /\b(?:love|great|good|excellent|happy|wonderful|best|amazing|fun|fantastic|perfect|enjoy\w*|recommend)\b/i,
    /^(?:positive|happy|good|yes)$/i,
  ],
  [
    /\b(?:hate|bad|terrible|awful|worst|sad|broken|poor|angry|disappoint\w*)\b/i,
    /^(?:negative|unhappy|bad|no)$/i,
  ],
]

export function moodOf(options: readonly Json[], text: string): string | undefined {
  const mood = MOODS.find(([pattern]) => pattern.test(text))?.[1]
  return options.find(
    (option): option is string => typeof option === 'string' && mood?.test(option) === true,
  )
}
