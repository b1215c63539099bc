import type { Dialect } from '../dialect.ts'
import { only } from '../parts/reply-kinds.ts'
import { checked } from '../parts/schema.ts'
import { TASKS, parseImages, requestRule, taskOf } from '../titan/titan-image.ts'

const tasks = Object.keys(TASKS) as (keyof typeof TASKS)[]

const REQUEST = requestRule({ tasks, textLength: 1024, maxSeed: 2_147_483_646 })

export const dialect: Dialect = {
  name: 'nova-canvas',
  read: (body) => taskOf(checked(body, REQUEST)),
  body(reply) {
    const { images, error } = only(reply, 'images')
    return { images, ...(error !== undefined && { error }) }
  },
  parse: parseImages,
}
