import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const KILL_AFTER_MS = 2_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export const isWindows = process.platform === 'win32'

const running = new Set<ChildProcess>()
let isLeaving = false

/** Ends a process with all of its child processes when this process ends. Returns what to call when it has ended. */
export function endsWithUs(child: ChildProcess): () => void {
  if (running.size === 0) {
    process.on('exit', killAll)
    for (const name of SIGNALS) process.on(name, leave)
  }
  running.add(child)
  return () => {
    running.delete(child)
    if (running.size > 0) return
    process.off('exit', killAll)
    for (const name of SIGNALS) process.off(name, leave)
  }
}

/** Ends the group of a process, by force if it does not end. */
export function stopGroup(child: ChildProcess): void {
  signal(child, 'SIGTERM')
  setTimeout(() => signal(child, 'SIGKILL'), KILL_AFTER_MS).unref()
}

/** The groups do not get the signals of a terminal. */
function leave(name: NodeJS.Signals): void {
  const groups = [...running]
  for (const child of groups) stopGroup(child)
  // A program that listens too decides when it ends.
  if (process.listenerCount(name) > 1) return
  const exit = () => {
    for (const child of groups) signal(child, 'SIGKILL')
    process.exit(128 + constants.signals[name])
  }
  // A second signal does not wait.
  if (isLeaving) exit()
  isLeaving = true
  const ended = Promise.all(groups.map((child) => once(child, 'close')))
  void Promise.race([ended, sleep(KILL_AFTER_MS)]).then(exit, exit)
}

function killAll(): void {
  for (const child of running) signal(child, 'SIGKILL')
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return
  if (isWindows) {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-pid, name)
  } catch {
    // It has ended.
  }
}
