import { useState } from 'preact/hooks'
import type { CodeCall, Target } from '../code/call.ts'
import { samplesOf } from '../code/samples.ts'
import { Code } from './code.tsx'
import { Tabs } from './tabs.tsx'
import { download } from './download.ts'

/** A call in all languages, for this server or for AWS. */
export function Samples({ call }: { call: CodeCall }) {
  const samples = samplesOf(call)
  const [name, setName] = useState(samples[0]?.name ?? '')
  const [target, setTarget] = useState<Target>('here')
  const sample = samples.find((one) => one.name === name) ?? samples[0]
  if (sample === undefined) return null
  const text = sample.text(target)
  return (
    <div class="samples">
      <fieldset class="choice">
        <legend class="hidden">Target</legend>
        {(['here', 'AWS'] as const).map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name="target"
              checked={target === one}
              onChange={() => setTarget(one)}
            />
            {one === 'here' ? 'To this server' : 'To AWS'}
          </label>
        ))}
        <span class="grow" />
        <button type="button" onClick={() => download(sample.file, text)}>
          Download {sample.file}
        </button>
      </fieldset>
      <Tabs label="Language" tabs={samples} selected={name} onSelect={setName}>
        <Code text={text} label={sample.label} copy={`${sample.label} code`} />
      </Tabs>
    </div>
  )
}
