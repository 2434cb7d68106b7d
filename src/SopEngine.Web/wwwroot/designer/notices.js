// Notices to the author under the bar, one for each matter. A notice stays until its matter is settled or the author dismisses it.
const box = document.getElementById('studio-notice');
const notices = new Map();

// studio.css takes the notices' height off the Studio's, so that they push it down instead of covering its buttons.
new ResizeObserver(() => document.documentElement.style.setProperty('--studio-notices', `${box.offsetHeight}px`)).observe(box);

/** @param content { title, lines?: string[], actions?: { label, run }[], good?: boolean, dismiss?: label of the button that clears it } */
export function show(matter, content) {
  notices.set(matter, content);
  draw();
}

export function clear(...matters) {
  if (matters.filter(matter => notices.delete(matter)).length) draw();
}

export function isShown(matter) {
  return notices.has(matter);
}

function draw() {
  box.replaceChildren(...[...notices].map(([matter, content]) => element(matter, content)));
  box.hidden = notices.size === 0;
  // A box that scrolls takes the focus, so that the keyboard can scroll it.
  if (box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  else box.removeAttribute('tabindex');
}

function element(matter, { title, lines = [], actions = [], good = false, dismiss }) {
  const notice = document.createElement('section');
  notice.className = good ? 'studio-note studio-note-good' : 'studio-note';
  notice.dataset.matter = matter;
  notice.append(Object.assign(document.createElement('strong'), { textContent: title }));
  if (lines.length === 1) notice.append(Object.assign(document.createElement('p'), { textContent: lines[0] }));
  if (lines.length > 1) {
    const list = document.createElement('ul');
    list.append(...lines.map(line => Object.assign(document.createElement('li'), { textContent: line })));
    notice.append(list);
  }

  const buttons = actions.map(({ label, run }) => button(label, 'studio-button', run));
  if (dismiss) buttons.push(button(dismiss, 'studio-button studio-button-quiet', () => clear(matter)));
  if (buttons.length) {
    const row = document.createElement('div');
    row.className = 'studio-note-actions';
    row.append(...buttons);
    notice.append(row);
  }
  return notice;
}

function button(label, className, run) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className, textContent: label });
  made.addEventListener('click', run);
  return made;
}
