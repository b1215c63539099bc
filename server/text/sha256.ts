import { hash } from 'node:crypto'

/** The SHA-256 digest, in hexadecimal digits. */
export const sha256 = (data: string | Buffer): string => hash('sha256', data)
