import { useEffect, useState } from 'preact/hooks'
import { Failed } from '../parts/states.tsx'
import { href, route } from '../route.ts'
import { FaultList, FaultForm } from './faults.tsx'
import { CommonProblems } from './problem-table.tsx'
import { PolicyTester } from './policy.tsx'
import { Quotas } from './quotas.tsx'
import { readFaults } from './state.ts'

const TABS = [
  ['', 'Common problems'],
  ['faults', 'Faults'],
  ['quotas', 'Quotas'],
  ['policy', 'IAM policy'],
] as const

/** Reproduces problems of Bedrock. */
export function Screen() {
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    readFaults().catch(setError)
  }
  useEffect(load, [])
  const tab = route.value.path[1] ?? ''
  return (
    <div class="screen practise">
      <h1>Practise failures</h1>
      <nav aria-label="Practise" class="sub-navigation">
        {TABS.map(([name, label]) => (
          <a
            key={name}
            href={href(name === '' ? ['practise'] : ['practise', name])}
            aria-current={name === tab ? 'page' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      {error !== undefined && <Failed error={error} retry={load} />}
      {tab === 'faults' ? (
        <>
          <FaultForm />
          <FaultList />
        </>
      ) : tab === 'quotas' ? (
        <Quotas />
      ) : tab === 'policy' ? (
        <PolicyTester />
      ) : (
        <CommonProblems />
      )}
    </div>
  )
}
