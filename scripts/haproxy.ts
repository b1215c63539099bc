// Finds the HAProxy that the tests put before several servers; run by itself, installs Debian's where there is none.
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
