import { useEffect, useState } from 'preact/hooks'
import { Code } from '../parts/code.tsx'
import { Empty } from '../parts/states.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { toast } from '../parts/toast.tsx'
import { admin, sentenceOf } from '../wire/admin.ts'
import { requestId, send } from '../wire/runtime.ts'
import { open } from './state.ts'

const FORMATS = [
  { name: 'shell', label: 'bash, zsh' },
  { name: 'powershell', label: 'PowerShell' },
  { name: 'cmd', label: 'cmd' },
  { name: 'dotenv', label: '.env' },
] as const

type Format = (typeof FORMATS)[number]['name']

const MODEL = 'amazon.nova-micro-v1:0'
const FIRST = JSON.stringify({
  messages: [{ role: 'user', content: [{ text: 'What is Amazon Bedrock?' }] }],
})

/** How to make the first call. */
export function EmptyLive() {
  const [format, setFormat] = useState<Format>('shell')
  const [lines, setLines] = useState('')
  useEffect(() => {
    const url = encodeURIComponent(location.origin)
    admin<{ lines: string }>(`/env?format=${format}&url=${url}`).then(
      (answer) => setLines(answer.lines),
      (thrown: unknown) => setLines(`# ${sentenceOf(thrown)}\n`),
    )
  }, [format])
  return (
    <Empty title="No calls yet">
      <p>Point your code at this server, in the shell that runs it:</p>
      <Tabs
        label="Shell"
        tabs={FORMATS}
        selected={format}
        onSelect={(next: Format) => setFormat(next)}
      >
        <Code text={lines} label="Variables" copy="variables" />
      </Tabs>
      <p>Every AWS SDK and the AWS CLI need nothing more. Or make the first call here:</p>
      <button type="button" class="primary" onClick={() => void first()}>
        Run one Converse call
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
