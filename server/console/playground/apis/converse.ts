import { fromBody, withEvent } from '../blocks.ts'
import type { Answer } from '../blocks.ts'
import type { Api } from './api.ts'

export const converse: Api = {
  operation: 'Converse',
  label: 'Converse',
  takesGuardrail: true,
  bodyOf: (body) => body,
  answerOf: fromBody,
  reader() {
    let answer: Answer = { blocks: [] }
    return (type, payload) => {
      answer = withEvent(answer, type, JSON.parse(payload) as Parameters<typeof withEvent>[2])
      return answer
    }
  },
}
