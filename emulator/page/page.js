// The page works without this. With it, what changes is put in place as it changes, and buttons do not load the page anew.
'use strict';

const live = document.getElementById('live');
const notice = document.getElementById('notice');
let events = null;

// put shows a newer text of a part. Rows that stay the same are left alone, so that what somebody has chosen, opened or put the focus
// on stays.
const shown = new WeakMap();
function put(part, text) {
  const next = document.createElement('template');
  next.innerHTML = text;
  if (next.innerHTML === part.innerHTML) return;
  const focused = document.activeElement && document.activeElement.id;
  const ids = (selector) => new Set([...part.querySelectorAll(selector)].map((element) => element.id));
  const checked = ids('input:checked');
  const open = ids('details[open]');
  const before = new Map([...part.querySelectorAll('tr[id]')].map((row) => [row.id, row]));
  for (const row of next.content.querySelectorAll('tr[id]')) {
    const html = row.outerHTML;
    const old = before.get(row.id);
    shown.set(row, html);
    if (old && (shown.get(old) || old.outerHTML) === html) {
      row.replaceWith(old);
    } else if (before.size) {
      row.classList.add('fresh');
    }
  }
  for (const i of next.content.querySelectorAll('input[id]')) i.checked = checked.has(i.id);
  for (const d of next.content.querySelectorAll('details[id]')) d.open = open.has(d.id);
  part.replaceChildren(next.content);
  if (focused && document.activeElement.id !== focused) {
    const again = document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
  }
}

function say(text, kind) {
  const note = document.createElement('div');
  note.className = 'note ' + kind;
  note.append(document.createElement('p'));
  note.firstChild.textContent = text;
  notice.replaceChildren(note);
  closable();
}

function closable() {
  if (!notice.firstElementChild) return;
  const button = document.createElement('button');
  button.textContent = 'Close';
  button.addEventListener('click', () => notice.replaceChildren());
  notice.firstElementChild.append(button);
}

function connected(on, text) {
  live.classList.toggle('on', on);
  live.textContent = text;
}

// A page that nobody sees holds no connection: browsers allow only a few to one host.
function listen() {
  if (document.hidden || events || !document.body.dataset.at) return;
  events = new EventSource('/_emulator/events?at=' + encodeURIComponent(document.body.dataset.at));
  events.onopen = () => connected(true, 'live');
  events.onerror = () => connected(false, 'not connected');
  events.addEventListener('gone', () => { stop(); connected(false, 'no more'); say('This is there no more: it was reset.', 'error'); });
  events.addEventListener('part', (event) => {
    const end = event.data.indexOf('\n');
    const part = document.getElementById(event.data.slice(0, end));
    if (part) put(part, event.data.slice(end + 1));
  });
}

function stop() {
  if (events) events.close();
  events = null;
}

document.addEventListener('visibilitychange', () => { if (document.hidden) { stop(); } else { listen(); } });
window.addEventListener('pagehide', stop);
window.addEventListener('pageshow', listen);

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  event.preventDefault();
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return;
  const button = event.submitter;
  const body = new URLSearchParams(new FormData(form, button));
  notice.replaceChildren(); // before it happens: what happens may say something
  try {
    const answer = await fetch('/_emulator/do', { method: 'POST', body, headers: { Accept: 'application/json' } });
    const said = await answer.json();
    if (!answer.ok) {
      say(said.error, 'error');
    } else if (said.notice) {
      notice.innerHTML = said.notice;
      closable();
    }
    if (answer.ok) for (const i of form.querySelectorAll('input[name=line]:checked, #all-lines:checked')) i.checked = false;
  } catch {
    say('The emulator does not answer.', 'error');
  }
});

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = 'Copied';
});

document.addEventListener('change', (event) => {
  if (event.target.id !== 'all-lines') return;
  for (const i of document.querySelectorAll('input[name=line]')) i.checked = event.target.checked;
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') notice.replaceChildren();
  if (event.key !== '/' || event.target.closest('input, select, textarea')) return;
  const search = document.querySelector('input[type=search]');
  if (search) { event.preventDefault(); search.focus(); }
});

closable();
listen();
