import { EnvLines } from '../parts/env-lines.tsx'
import { Empty } from '../parts/states.tsx'
import { toast } from '../parts/toast.tsx'
import { sentenceOf } from '../wire/admin.ts'
import { requestId, send } from '../wire/runtime.ts'
import { open } from './state.ts'

const MODEL = 'amazon.nova-micro-v1:0'
const FIRST = JSON.stringify({
  messages: [{ role: 'user', content: [{ text: 'What is Amazon Bedrock?' }] }],
})

/** How to make the first call. */
export function EmptyLive() {
  return (
    <Empty title="No calls yet">
      <p>To send calls to this server, set these variables in the shell that runs your code:</p>
      <EnvLines />
      <p>The AWS SDKs and the AWS CLI need nothing else. Or make your first call here:</p>
      <button type="button" class="primary" onClick={() => void first()}>
        Make a Converse call
      </button>
    </Empty>
  )
}

async function first(): Promise<void> {
  try {
    const response = await send({ operation: 'Converse', modelId: MODEL, body: FIRST })
    await response.arrayBuffer()
    open(requestId(response))
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}
