// Names the Studio's icon buttons and fields, and marks our activities in the palette with their type, by which studio.css gives them
// their faces. The palette itself shows nothing but their display names.
import { findActivity, isSought } from './find.js';

const buttons = [
  ['M6,16h12V8', 'Zoom to fit'], ['M5 15H3v4', 'Center'], ['M19,3h-6v8', 'Auto layout'], ['M17 3H5c-1.11', 'Save'],
  ['M19.35 10.04', 'Publish'], ['M7 10l5 5', 'More actions'], ['M8 5v14l11', 'Run'], ['M15.41 7.41', 'Scroll left'],
  ['M10 6L8.59', 'Scroll right'], ['M12 8c1.1', 'Menu'], ['M16 1H4', 'Copy'], ['M7,9H2V7', 'View content'], ['M3,10h11v2', 'Edit'],
];
const captioned = new Set(['Publish', 'Run']);
const types = new Map();
let isFitted = false;
let isPaletteOpen = false;
let isDivided = false;

/** Remembers the type behind each display name, from the answer to the Studio's own request. */
export function learn(descriptors) {
  for (const { typeName, displayName } of descriptors.items) types.set(displayName, typeName);
}

export function giveFaces(root, translate) {
  for (const path of root.querySelectorAll('button svg path')) {
    const button = path.closest('button');
    const name = buttons.find(([start]) => path.getAttribute('d').startsWith(start))?.[1];
    if (!name || button.textContent.trim() || button.hasAttribute('data-studio-named')) continue;
    const words = translate(name);
    button.setAttribute('data-studio-named', '');
    button.setAttribute('aria-label', words);
    if (!captioned.has(name) || !button.closest('.mud-toolbar')) continue;
    button.setAttribute('data-studio-caption', '');
    button.append(Object.assign(document.createElement('span'), { className: 'studio-caption', textContent: words }));
  }
  // The Studio's labels refer to ids that its fields do not have, so each field gets its label's text.
  for (const label of root.querySelectorAll('.mud-input-control label.mud-input-label')) {
    if (document.getElementById(label.htmlFor)) continue;
    const control = label.closest('.mud-input-control');
    // In a list of texts, the texts stand before the field for the next one.
    const field = control.querySelector('.mud-input .mud-input > input:not([type="hidden"])')
      ?? control.querySelector('input:not([type="hidden"]), textarea, [tabindex="0"]');
    if (field && field.getAttribute('aria-label') !== label.textContent) field.setAttribute('aria-label', label.textContent);
  }
  for (const entry of root.querySelectorAll('.mud-expand-panel [draggable]')) {
    const type = types.get(entry.textContent.trim());
    if (type && entry.dataset.studioType !== type) entry.dataset.studioType = type;
  }

  // An activity's form gets 42% of the height: the pane that the Studio leaves for it is too low.
  const panes = document.querySelectorAll('elsa-workflow-definition-editor .rz-splitter-vertical > .rz-splitter-pane');
  if (!isDivided && panes.length === 2) {
    isDivided = true;
    panes[0].style.flexBasis = '58%';
    panes[1].style.flexBasis = '42%';
  }

  // Our part of the palette is opened once, because a closed part looks empty.
  const own = document.querySelector('[data-studio-type^="Sop."]')?.closest('.mud-expand-panel');
  if (own && !isPaletteOpen) {
    isPaletteOpen = true;
    if (own.querySelector('.mud-collapse-container.invisible')) own.querySelector('.mud-expand-panel-header').click();
  }
  if (isFitted || !document.querySelector('.x6-graph elsa-activity-wrapper .activity-content')) return;
  isFitted = true;
  // The Studio first has to measure the drawing. A drawing that is all in sight is not fitted: fitting would enlarge it.
  setTimeout(() => {
    if (isSought()) return void findActivity();
    const canvas = document.querySelector('.x6-graph').getBoundingClientRect();
    const isOutside = ({ left, top, right, bottom }) =>
      left < canvas.left || top < canvas.top || right > canvas.right || bottom > canvas.bottom;
    if ([...document.querySelectorAll('.x6-graph elsa-activity-wrapper')].some(node => isOutside(node.getBoundingClientRect())))
      document.querySelector('path[d^="M6,16h12V8"]')?.closest('button').click();
  }, 600);
}
