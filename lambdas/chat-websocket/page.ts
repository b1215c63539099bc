import type { HttpResponse } from '../responses.ts'

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>chat-websocket</title>
<link rel="icon" href="data:,">
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
  form { display: flex; gap: .5rem }
  input { flex: 1; font: inherit; padding: .4rem }
  button { font: inherit }
  #log p { white-space: pre-wrap; margin: .8rem 0 }
  #log .prompt { font-weight: 600 }
  #log .error { color: #b00020 }
</style>
<h1>chat-websocket</h1>
<p id="state" role="status">connecting</p>
<div id="log" aria-live="polite"></div>
<form>
  <input name="prompt" aria-label="Prompt" value="Why is the sky blue?" autofocus>
  <button>Send</button>
</form>
<script>
  // On bedrock-local the WebSocket is next to the page. For a deployed API add ?url=wss://... to the page's address.
  const own = location.protocol.replace('http', 'ws') + '//' + location.host + location.pathname.replace(/\\/?$/, '/ws')
  const state = document.getElementById('state')
  const log = document.getElementById('log')
  const socket = new WebSocket(new URLSearchParams(location.search).get('url') || own)
  let answer

  function add(kind, text) {
    const line = log.appendChild(document.createElement('p'))
    line.className = kind
    line.textContent = text
    return line
  }

  socket.onopen = () => (state.textContent = 'connected')
  socket.onclose = ({ code }) => {
    state.textContent = 'disconnected (' + code + ')'
    // The server sandboxes pages of functions, except at their own host name. A link would be blocked.
    if (self.origin === 'null')
      state.textContent += '. Open ' + location.href.replace(location.hostname, 'chat.localhost')
  }
  socket.onmessage = ({ data }) => {
    const { type, text, error, message } = JSON.parse(data)
    if (type === 'text') (answer ??= add('answer', '')).textContent += text
    else if (type !== 'end') add('error', error || message)
    if (type !== 'text') answer = undefined
  }
  document.querySelector('form').onsubmit = (event) => {
    event.preventDefault()
    const prompt = event.target.prompt.value
    add('prompt', prompt)
    socket.send(JSON.stringify({ prompt }))
  }
</script>
`

export const page: HttpResponse = {
  statusCode: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: html,
}
