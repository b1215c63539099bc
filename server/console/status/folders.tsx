import { plural } from '../format.ts'
import { href } from '../route.ts'

export interface Folder {
  folder: string
  fixtures: number
  recordings: number
  problems: readonly string[]
}

/** Further problems are shown in the files. */
const MAX_PROBLEMS = 5

/** The contents of each fixtures folder, and its problems. */
export function Folders({ folders }: { folders: readonly Folder[] }) {
  if (folders.length === 0) return <p class="dim">The server has no fixtures folder.</p>
  return (
    <div class="scrolling" tabIndex={0} role="region" aria-label="Fixtures folders">
      <table>
        <thead>
          <tr>
            <th scope="col">Folder</th>
            <th scope="col">Fixtures</th>
            <th scope="col">Recordings</th>
            <th scope="col">Problems</th>
          </tr>
        </thead>
        <tbody>
          {folders.map(({ folder, fixtures, recordings, problems }, at) => (
            <tr key={at}>
              <th scope="row">
                <code>{folder}</code>
              </th>
              <td>{fixtures.toLocaleString('en-GB')}</td>
              <td>{recordings.toLocaleString('en-GB')}</td>
              <td>
                <Problems problems={problems} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The list of files only has problems of files, so all problems are listed here. */
function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return <span class="dim">None</span>
  const rest = problems.length - MAX_PROBLEMS
  return (
    <>
      <a href={href(['fixtures'], { show: 'problems' })}>{plural(problems.length, 'problem')}</a>
      <ul class="folder-problems">
        {problems.slice(0, MAX_PROBLEMS).map((problem, at) => (
          <li key={at}>{problem}</li>
        ))}
        {rest > 0 && <li class="dim">and {rest.toLocaleString('en-GB')} more</li>}
      </ul>
    </>
  )
}
