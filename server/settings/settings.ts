import { access } from './rows/access.ts'
import { answering } from './rows/answering.ts'
import { output } from './rows/output.ts'
import { serving } from './rows/serving.ts'
import { upstream } from './rows/upstream.ts'
import type { ValuesOf } from './setting.ts'

/** Every setting, in the order of the help. A new one is a row of its group. */
export const settings = [...serving, ...answering, ...upstream, ...access, ...output] as const

/** All settings by config key. */
export type Config = ValuesOf<(typeof settings)[number]>

export type Mode = Config['mode']
