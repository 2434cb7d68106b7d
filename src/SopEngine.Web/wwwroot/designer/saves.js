// Wraps the Studio's calls to our API: adds the form token and the revision that the author works on, and tells the author of every
// failed save. The Studio itself says nothing of most failed saves.
import { text } from './texts.js';
import { learn } from './faces.js';
import { clear, isShown, show } from './notices.js';

const api = '/elsa/api/';
const isRead = /\/(journal|report|options\/[^/]+|type-definitions\/[^/]+|workflow-instances|activities)$/;
const toldElsewhere = /\/(features\/installed|output-converters|options\/[^/]+|type-definitions\/[^/]+|execution-state)$/;
const publishes = /\/publish(\/|$)/;
const saved = document.getElementById('studio-saved');
const versionChip = document.getElementById('studio-version');
const revisions = new Map();
const later = new BroadcastChannel('sop-studio');
const plainFetch = window.fetch;

let token = document.body?.dataset.token;
let savesUnderWay = Promise.resolve();
let saving = 0;
let unsaved = false;

export function hookSaves() {
  token = document.body.dataset.token;
  window.fetch = (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
    return url.origin === location.origin && url.pathname.startsWith(api) ? call(url, input, init) : plainFetch(input, init);
  };
  later.addEventListener('message', signedInAgain);
  addEventListener('beforeunload', event => {
    if (unsaved || saving) event.preventDefault();
  });
}

async function call(url, input, init) {
  const path = url.pathname.slice(api.length);
  const method = (init.method ?? 'GET').toUpperCase();
  if (method === 'GET' || (method === 'POST' && isRead.test('/' + path))) return read(path, input, init);
  if (path !== 'workflow-definitions' && path !== 'workflow-definitions/import') return act(input, init);

  // Saves run one after another: the answer to each save has the revision that the next one builds on.
  const turn = savesUnderWay.then(() => save(path, input, init));
  savesUnderWay = turn.catch(() => {});
  return turn;
}

async function read(path, input, init) {
  const response = await send(input, init).catch(error => {
    if (error.name !== 'AbortError') show('reading', { title: text('Unreachable'), lines: [text('ReadFailed')] });
    throw error;
  });
  if (response.status === 401) sessionEnded();
  else if (response.status >= 500 && !toldElsewhere.test(path))
    show('reading', { title: text('ServerFailed'), lines: [text('ReadFailed')], dismiss: text('Dismiss') });
  else if (response.ok) clear('reading');
  if (response.ok && path.startsWith('workflow-definitions/by-definition-id/')) showVersion(await response.clone().json());
  if (response.ok && path === 'descriptors/activities') learn(await response.clone().json());
  return response;
}

async function act(input, init) {
  const response = await send(input, init).catch(error => {
    show('action', { title: text('ActionFailed'), lines: [text('Unreachable')], dismiss: text('Dismiss') });
    throw error;
  });
  if (response.ok) {
    clear('action');
    if (publishes.test(new URL(response.url).pathname)) tellGaps(await response.clone().json());
  } else if (response.status === 401) sessionEnded();
  else show('action', { title: text('ActionFailed'), lines: await reasons(response), dismiss: text('Dismiss') });
  return response;
}

async function save(path, input, init) {
  const body = JSON.parse(await new Response(init.body).text());
  const definition = body.model ?? body;
  const headers = new Headers(init.headers);
  if (revisions.has(definition.definitionId)) headers.set('If-Match', revisions.get(definition.definitionId));

  saving++;
  state('saving', text('Saving'));
  try {
    const response = await send(input, { ...init, headers });
    if (response.ok) await happened(response, body.publish);
    else await refused(response, path, body.publish);
    return response;
  } catch (error) {
    failed(text('Unreachable'), [text('NextChangeSavesAll')]);
    throw error;
  } finally {
    saving--;
  }
}

async function send(input, init) {
  const headers = new Headers(init.headers);
  headers.set('RequestVerificationToken', token);
  const response = await plainFetch(input, { ...init, headers });
  const revision = response.headers.get('ETag');
  // The answer to a refused publish has a revision too: the server refuses to publish, but saves the draft.
  if (revision) revisions.set(revision.replace(/^(W\/)?"/, '').split(':')[0], revision);
  return response;
}

async function happened(response, publish) {
  unsaved = false;
  clear('save', 'session', 'reading');
  if (publish) clear('publish');
  const locale = document.documentElement.lang === 'id' ? 'id-ID' : 'en';
  state('saved', text('Saved', new Date().toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })));

  const answer = await response.clone().json();
  showVersion(answer.workflowDefinition ?? answer);
  tellGaps(answer);
}

/** Shows the gaps of the SOP that was just put in force: the Studio cannot ask about them beforehand. */
function tellGaps({ gaps }) {
  if (gaps?.length) show('publish', { title: text('PublishedWithGaps'), lines: gaps, dismiss: text('Dismiss') });
}

function showVersion({ version, isPublished }) {
  versionChip.textContent = text(isPublished ? 'InForce' : 'Draft', version);
  versionChip.classList.toggle('studio-chip-on', !!isPublished);
  versionChip.hidden = false;
}

async function refused(response, path, publish) {
  if (response.status === 401) {
    notSaved();
    sessionEnded();
  } else if (publish && response.status < 500) {
    // An earlier save keeps the draft. The reasons stay on the page while the author corrects the drawing.
    show('publish', { title: text('PublishRefused'), lines: await reasons(response), dismiss: text('Dismiss') });
    if (unsaved) state('failed', text('NotSaved'));
    else state('', '');
  } else if (path.endsWith('import')) {
    show('action', { title: text('ImportRefused'), lines: await reasons(response), dismiss: text('Dismiss') });
    state('', '');
  } else if (response.status >= 500 || response.status === 408) {
    failed(text('ServerFailed'), [text('NextChangeSavesAll')]);
  } else {
    failed(text('SaveRefused'), await reasons(response));
  }
}

/** The server's reasons for a refusal, or a text for the status if it gave none. */
async function reasons(response) {
  const body = await response.clone().text();
  const found = [];
  try {
    const answer = JSON.parse(body);
    collect(answer.errors, found);
    if (!found.length) found.push(...[answer.detail, answer.title, answer.message].filter(Boolean).slice(0, 1));
  } catch {
    if (response.headers.get('Content-Type')?.startsWith('text/plain')) found.push(body);
  }
  if (found.length) return found;
  return [text({ 403: 'NotAllowed', 404: 'Gone', 409: 'Changed', 412: 'Changed' }[response.status] ?? 'ServerFailed')];
}

function collect(errors, found) {
  if (typeof errors === 'string') found.push(errors);
  else if (errors && typeof errors === 'object') Object.values(errors).forEach(inner => collect(inner, found));
}

function failed(title, lines) {
  notSaved();
  show('save', { title, lines: [...lines], actions: [{ label: text('TryAgain'), run: saveNow }] });
}

function notSaved() {
  unsaved = true;
  state('failed', text('NotSaved'));
}

function sessionEnded() {
  if (isShown('session')) return;
  const signIn = () => window.open('/sign-in?next=/studio/signed-in', 'sop-sign-in', 'popup,width=480,height=680');
  show('session', {
    title: text('SessionEnded'),
    lines: [text('SaveFailed')],
    actions: [{ label: text('SignInAgain'), run: signIn }],
  });
}

async function signedInAgain() {
  const answer = await plainFetch('/studio/token');
  if (!answer.ok || answer.redirected) return;
  token = (await answer.json()).token;
  clear('session', 'reading');
  if (!unsaved) return;
  saveNow();
  // The editor does not save when it finds nothing changed; the notice then says that the next change saves everything.
  setTimeout(() => {
    if (!unsaved || saving) return;
    show('save', { title: text('SignedInAgain'), lines: [text('NextChangeSavesAll')], good: true, dismiss: text('Dismiss') });
  }, 3000);
}

/** Makes the editor save, by pressing its own shortcut. */
function saveNow() {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true }));
}

function state(name, words) {
  saved.className = `studio-saved studio-saved-${name}`;
  saved.textContent = words;
}
