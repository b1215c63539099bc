import { useState } from 'preact/hooks'
import { Code } from '../parts/code.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { go, href } from '../route.ts'
import type { Problem } from './problems.ts'
import { configOf, curlOf, fixtureOf, testOf } from './rules.ts'
import type { Target } from './rules.ts'

type Name = 'fixture' | 'config' | 'test' | 'curl'

interface RecipesProps {
  problem: Problem
  target: Target
  onClose(): void
}

/** The same problem as a fixture, in the config, in a test and on the command line. */
export function Recipes({ problem, target, onClose }: RecipesProps) {
  const [name, setName] = useState<Name>('fixture')
  const tabs: { name: Name; label: string; text: string }[] = [
    { name: 'fixture', label: 'Fixture', text: fixtureOf(problem) },
  ]
  if (problem.fault !== undefined)
    tabs.push(
      { name: 'config', label: 'Config', text: configOf(problem, target) },
      { name: 'test', label: 'Test', text: testOf(problem, target) },
      { name: 'curl', label: 'curl', text: curlOf(problem, target, location.origin) },
    )
  const text = tabs.find((one) => one.name === name)?.text ?? ''
  return (
    <Dialog title={`Code for ${problem.title}`} onClose={onClose} wide>
      <p class="dim">
        Or send the prompt: <code>{problem.prompt}</code>
      </p>
      <Tabs label="Format" tabs={tabs} selected={name} onSelect={(next: Name) => setName(next)}>
        <Code text={text} label={name} copy={name} />
      </Tabs>
      <p>
        <button
          type="button"
          class="primary"
          onClick={() => {
            onClose()
            go(href(['playground'], { prompt: problem.prompt }))
          }}
        >
          Try in the playground
        </button>
      </p>
    </Dialog>
  )
}
