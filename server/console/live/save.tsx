import { signal } from '@preact/signals'
import { plural } from '../format.ts'
import { Dialog } from '../parts/dialog.tsx'
import { toast } from '../parts/toast.tsx'
import { admin, sentenceOf } from '../wire/admin.ts'
import { marked } from './state.ts'

const saved = signal<readonly { file: string; name: string }[]>([])

/** Writes calls as fixtures, under `saved/` in the last folder. */
export function save(ids: readonly string[]): void {
  if (ids.length === 0) {
    toast('Mark calls first: press x on each.')
    return
  }
  void write(ids)
}

async function write(ids: readonly string[]): Promise<void> {
  try {
    const answer = await admin<{ saved: { file: string; name: string }[] }>('/journal/save', {
      method: 'POST',
      body: { ids },
    })
    saved.value = answer.saved
    marked.value = new Set()
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}

/** The written files. */
export function SavedFiles() {
  if (saved.value.length === 0) return null
  return (
    <Dialog title="Saved as fixtures" onClose={() => (saved.value = [])}>
      <p>
        Saved {plural(saved.value.length, 'file')}. {saved.value.length === 1 ? 'It' : 'They'} now
        {saved.value.length === 1 ? ' answers' : ' answer'} matching calls.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Fixture</th>
            <th scope="col">File</th>
          </tr>
        </thead>
        <tbody>
          {saved.value.map(({ name, file }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <code>{file}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}
