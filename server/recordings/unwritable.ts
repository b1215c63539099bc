import { messageOf } from '../text/error-message.ts'

/** Why a file cannot be written, in words. */
export function whyUnwritable(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'the folder is read-only.'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full.'
    default:
      return messageOf(thrown)
  }
}
