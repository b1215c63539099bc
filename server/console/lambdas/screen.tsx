import { useEffect, useState } from 'preact/hooks'
import { changesOf } from '../changes.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { href, route } from '../route.ts'
import { listFunctions } from './api.ts'
import type { LambdaFunction } from './api.ts'
import { FunctionView } from './function.tsx'

/** The functions of this server: invoked like Lambda does, with their log and their calls to Bedrock. */
export function Screen() {
  const [listed, setListed] = useState<
    { runs: boolean; functions: readonly LambdaFunction[] } | undefined
  >(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    listFunctions().then(setListed, setError)
  }
  useEffect(load, [changesOf('lambdas')])
  return (
    <div class="screen lambdas">
      <h1>Lambda functions</h1>
      {error !== undefined ? (
        <Failed error={error} retry={load} />
      ) : listed === undefined ? (
        <Loading what="the functions" />
      ) : listed.runs ? (
        <Functions functions={listed.functions} />
      ) : (
        <p>
          This server runs no functions. Start it without <code>--lambdas none</code>, or with{' '}
          <code>--lambdas &lt;folder&gt;</code> to run your own.
        </p>
      )}
    </div>
  )
}

function Functions({ functions }: { functions: readonly LambdaFunction[] }) {
  const name = route.value.path[1]
  const chosen = functions.find((one) => one.name === name)
  return (
    <div class="lambda-body" data-chosen={chosen !== undefined}>
      <ul class="files" aria-label="Functions">
        {functions.map(({ name: one, runtime }) => (
          <li key={one}>
            <a href={href(['lambdas', one])} aria-current={one === name ? 'true' : undefined}>
              <span class="file-path">{one}</span>
              <span class="dim">{runtime}</span>
            </a>
          </li>
        ))}
      </ul>
      {functions.length === 0 && <p class="dim">The folder contains no functions.</p>}
      {name !== undefined && chosen === undefined && <p>There is no function {name}.</p>}
      {chosen !== undefined && <FunctionView key={chosen.name} fn={chosen} />}
      {name === undefined && functions.length > 0 && <p class="dim">Select a function.</p>}
    </div>
  )
}
