import { useEffect, useState } from 'preact/hooks'
import { admin, sentenceOf } from '../wire/admin.ts'
import { Code } from './code.tsx'
import { Tabs } from './tabs.tsx'

const FORMATS = [
  { name: 'shell', label: 'bash, zsh' },
  { name: 'powershell', label: 'PowerShell' },
  { name: 'cmd', label: 'cmd' },
  { name: 'dotenv', label: '.env' },
] as const

type Format = (typeof FORMATS)[number]['name']

/** The variables that point code at this server, as `bedrock-local env` prints them. */
export function EnvLines() {
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
    <Tabs
      label="Shell"
      tabs={FORMATS}
      selected={format}
      onSelect={(next: Format) => setFormat(next)}
    >
      <Code text={lines} label="Variables" copy="variables" />
    </Tabs>
  )
}
