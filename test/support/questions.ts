export const micro = 'amazon.nova-micro-v1:0'
export const lite = 'amazon.nova-lite-v1:0'

/** The messages of a conversation with one user message. */
export const userSays = (text: string) => [{ role: 'user' as const, content: [{ text }] }]
