import type { ToolSpec } from '../neutral/prompt.ts'
import { isObject } from '../json.ts'
import { terms, words } from './terms.ts'
import type { AnswerSubject } from './text/subject.ts'
import { fitting } from './tool-fit.ts'

// Decides which tools a prompt asks for, and in which order.

/** A tool, and the part of the prompt that asks for it. */
export interface PlannedCall {
  tool: ToolSpec
  clause: string
}

const MAX_CLAUSES = 12
const MAX_PROMPT = 2_000
/** `and` before a capital or a number joins two things, not two requests. */
const CLAUSE_END =
  /(?:[.?!;]|\n)\s+|,? (?:and then|and also|then|and)\b(?! *[\d\p{Lu}])|, (?=\p{Ll})/u
const IN_ORDER =
  /\bfirst\b|\bthen\b|\bafter(?:wards| that)\b|\bwith (?:that|the|its) (?:result|output|answer)\b/i

/** Whether the calls should be made one after the other. */
export function isInOrder(text: string): boolean {
  return IN_ORDER.test(text)
}

export function planFor(tools: readonly ToolSpec[], subject: AnswerSubject): PlannedCall[] {
  const handoff = handoffFor(tools.filter(isHandoff), subject)
  if (handoff !== undefined) return [handoff]
  const others = tools.filter((tool) => !isHandoff(tool))
  if (others.length === 0) return []
  const { text, request } = subject
  const steps: PlannedCall[] = []
  const clauses = others.length > 1 && request.length <= MAX_PROMPT ? request.split(CLAUSE_END) : []
  if (clauses.length > 1 && clauses.length <= MAX_CLAUSES) {
    for (const clause of clauses) {
      const tool = fitting(others, clause)
      if (tool !== undefined && !steps.some((step) => step.tool === tool))
        steps.push({ tool, clause })
    }
    if (steps.length > 1) return steps
  }
  const tool = fitting(others, text)
  return tool === undefined ? steps : [{ tool, clause: text }]
}

// Agents may have a tool that hands their work to another agent, and a prompt that says when and to whom.

const HANDOFF = /^(?:hand_?off|transfer|delegate)(?:_|$)/i
const HAND_OVER =
  /(?:\bwhen(?:ever)? (?:you|users?|they) (?:need|want|ask)s?(?: for| about| to)? ([^,.\n]{1,80}), )?(?<!n't |not |without )\b(?:hand(?: it| this| the task)? off|transfer(?: me| it| this| the user)?|delegate(?: it| this)?) to (?:the |an? )?["'`]?([\w-]{2,40})/gi
const NOBODY = /^(?:another|other|others|appropriate|someone|agents?|specialists?)$/i

function isHandoff({ name }: ToolSpec): boolean {
  return HANDOFF.test(name)
}

/** A hand-off happens only if its condition holds and its target is known to the tools or the prompt. */
function handoffFor(
  tools: readonly ToolSpec[],
  { system, text }: AnswerSubject,
): PlannedCall | undefined {
  if (tools.length === 0) return undefined
  const mentioned = new Set(words(text))
  for (const [clause, condition, target = ''] of `${system}\n${text}`.matchAll(HAND_OVER)) {
    if (NOBODY.test(target) || (condition !== undefined && !isAbout(text, condition))) continue
    const name = target.toLowerCase()
    const own = tools.find((tool) => tool.name.toLowerCase().endsWith(`_${name}`))
    const general = words(target).every((word) => mentioned.has(word))
      ? tools.find(takesTarget)
      : undefined
    const tool = own ?? general
    if (tool !== undefined) return { tool, clause: clause.trim() }
  }
  return undefined
}

function takesTarget({ schema }: ToolSpec): boolean {
  const { properties } = schema
  return isObject(properties) && Object.keys(properties).some((name) => TARGET.test(name))
}

export const TARGET = /agent|target|recipient|assignee/i

/** The target of a hand-off's clause. */
export function targetIn(clause: string): string | undefined {
  const [match] = clause.matchAll(HAND_OVER)
  return match?.[2]
}

/** `calculate` is about `calculations`. */
function isAbout(text: string, condition: string): boolean {
  const beginnings = new Set(terms(text).map((term) => term.slice(0, 5)))
  return terms(condition).some((term) => term.length > 3 && beginnings.has(term.slice(0, 5)))
}
