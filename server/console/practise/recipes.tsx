import { useState } from 'preact/hooks'
import { Code } from '../parts/code.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { go, href } from '../route.ts'
import type { Hint } from './hints.ts'
import { configOf, curlOf, fixtureOf, testOf } from './rules.ts'
import type { Target } from './rules.ts'

type Name = 'fixture' | 'config' | 'test' | 'curl'

interface RecipesProps {
  hint: Hint
  target: Target
  onClose(): void
}

/** The same problem as a fixture, in the config, in a test and on the command line. */
export function Recipes({ hint, target, onClose }: RecipesProps) {
  const [name, setName] = useState<Name>('fixture')
  const tabs: { name: Name; label: string; text: string }[] = [
    { name: 'fixture', label: 'As fixture', text: fixtureOf(hint) },
  ]
  if (hint.fault !== undefined)
    tabs.push(
      { name: 'config', label: 'As config', text: configOf(hint, target) },
      { name: 'test', label: 'As test', text: testOf(hint, target) },
      { name: 'curl', label: 'As curl', text: curlOf(hint, target, location.origin) },
    )
  const text = tabs.find((one) => one.name === name)?.text ?? ''
  return (
    <Dialog title={`${hint.title} as code`} onClose={onClose} wide>
      <p class="dim">
        Or send the prompt: <code>{hint.ask}</code>
      </p>
      <Tabs label="Recipe" tabs={tabs} selected={name} onSelect={(next: Name) => setName(next)}>
        <Code text={text} label={name} copy={name} />
      </Tabs>
      <p>
        <button
          type="button"
          class="primary"
          onClick={() => {
            onClose()
            go(href(['playground'], { prompt: hint.ask }))
          }}
        >
          Try in the playground
        </button>
      </p>
    </Dialog>
  )
}
