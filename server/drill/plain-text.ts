// oxlint-disable-next-line no-control-regex -- they are what is removed
const CONTROL = /\u001B\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000B-\u001F\u007F]/g

/** Without colours and control characters, which could do anything to a terminal or a report. */
export const plainText = (text: string): string => text.replaceAll(CONTROL, '')
