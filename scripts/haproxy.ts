// Finds HAProxy for tests with several servers; run as a script, installs Debian's package if there is none.
import { fileURLToPath } from 'node:url'
import { findCommand, installPackages } from './apt-packages.ts'

export const findHaproxy = (): string | undefined => findCommand('haproxy')

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (findHaproxy() === undefined) installPackages('haproxy')
    console.log(`haproxy: ${findHaproxy() ?? 'none'}`)
  } catch (error) {
    console.error(`no HAProxy could be installed: ${error instanceof Error ? error.message : ''}`)
    console.error('The tests of scripts/deploy/haproxy.cfg will be skipped.')
  }
}
