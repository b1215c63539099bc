import type { Usage } from '../neutral/reply.ts'
import type { Call } from '../bedrock/types.ts'
import type { RecordedResponse } from '../recordings/recorded-response.ts'
import { translate } from '../recordings/sibling.ts'

/** The parts of an answer that the summary compares. */
export interface Gist {
  text: string
  stopReason?: string
  usage?: Usage
  latencyMs: number
}

/** The gist of an answer. For anything but a message, the text is the whole body. */
export function gistOf(response: RecordedResponse, call: Call): Gist {
  const { latencyMs, body } = response
  try {
    if (
      response.status < 300 &&
      (call.operation.group === 'converse' || call.operation.native === true)
    ) {
      const form = translate(response, call)
      if (form.kind === 'reply' && form.reply.kind === 'message') {
        const { content, stopReason, usage } = form.reply
        const text = content
          .map(
            (block) =>
              block.text ??
              (block.toolUse === undefined
                ? ''
                : `${block.toolUse.name}(${JSON.stringify(block.toolUse.input)})`),
          )
          .filter((part) => part !== '')
          .join('\n')
        return { text, stopReason, usage, latencyMs }
      }
    }
  } catch {
    // No family can parse it: compare the bytes.
  }
  const text = Buffer.isBuffer(body)
    ? body.toString()
    : body.map(({ payload }) => payload).join('\n')
  return { text: `${response.status} ${text}`, latencyMs }
}
