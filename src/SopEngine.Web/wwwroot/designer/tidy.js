// Translates the Studio's fixed texts and hides the controls that mean nothing here. The Studio has no setting for either.
import { giveFaces } from './faces.js';

const hiddenTabs = new Set(['Test', 'Commit Strategy', 'Task', 'Log', 'Resilience']);
const hiddenBlocks = new Set(['Settings', 'Commit Strategy', 'Resilience Strategy', 'Log Persistence Strategy']);
const hiddenBoxes = new Set(['Merge Mode']);
const hiddenRows = new Set(['Structured Logs', 'Incident Strategy', 'Workflow State', 'Readonly']);
const hiddenForms = new Set(['Sequence', 'State machine']);
const attributes = ['placeholder', 'title', 'aria-label'];
const studio = 'elsa-workflow-definition-editor, elsa-workflow-instance-list, elsa-workflow-instance-viewer';
const leftAlone = '.monaco-editor, .x6-graph, .studio-bar, .studio-notice, textarea, script, style';

/** @param dictionary { texts: { [english]: translated }, tabs: the same for tabs alone, patterns: [RegExp, replacement][] } */
export function tidy({ texts, tabs, patterns }) {
  // The translation written into each node. The observer reports our own writes too, and they must not be translated again.
  const written = new WeakMap();
  const translate = source => {
    const words = source.trim().replace(/\s+/g, ' ');
    if (Object.hasOwn(texts, words)) return source.replace(source.trim(), () => texts[words]);
    const pattern = patterns.find(([match]) => match.test(words));
    return pattern ? words.replace(pattern[0], pattern[1]) : source;
  };

  const onText = node => {
    const source = node.nodeValue;
    if (!source.trim() || written.get(node) === source || node.parentElement?.closest(leftAlone)) return;
    hide(node.parentElement, source.trim());
    const onTab = node.parentElement?.closest('.mud-tab') ? tabs[source.trim()] : null;
    const translated = onTab ?? translate(source);
    if (translated === source) return;
    written.set(node, translated);
    node.nodeValue = translated;
  };

  const onAttribute = (element, name) => {
    const source = element.getAttribute(name);
    if (!source || element.closest(leftAlone)) return;
    const translated = translate(source);
    if (translated !== source && element.dataset[`studioWrote${attributes.indexOf(name)}`] !== source) {
      element.dataset[`studioWrote${attributes.indexOf(name)}`] = translated;
      element.setAttribute(name, translated);
    }
  };

  const onTree = root => {
    if (root.nodeType === Node.TEXT_NODE) return onText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) onText(walker.currentNode);
    for (const element of [root, ...root.querySelectorAll('[placeholder], [title], [aria-label]')])
      for (const name of attributes) onAttribute(element, name);
    giveFaces(root.parentElement ?? root, translate);
  };

  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(onTree);
      else if (change.type === 'characterData') onText(change.target);
      else onAttribute(change.target, change.attributeName);
    }
    if (document.querySelector(studio)?.childElementCount) document.getElementById('studio-loading')?.remove();
  }).observe(document.documentElement, {
    childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: attributes,
  });
}

function hide(element, words) {
  const off = (found, isOff = true) => found?.toggleAttribute('data-studio-hidden', isOff);
  const tab = element?.closest('.mud-tab');
  // A notice under the bar already gives the reason.
  if (words.startsWith('Response status code does not indicate success')) off(element.closest('.mud-snackbar'));
  if (tab) {
    // The Studio's code view fails on a read-only definition.
    const isBroken = words === 'Code' && document.querySelector('elsa-workflow-definition-editor .mud-alert');
    off(tab, hiddenTabs.has(words) || !!isBroken);
  } else if (hiddenBlocks.has(words) && element.matches('.mud-typography-overline')) {
    off(element.parentElement);
    if (element.parentElement.nextElementSibling?.localName === 'hr') off(element.parentElement.nextElementSibling);
  } else if (hiddenBoxes.has(words) && element.localName === 'label') {
    off(element.closest('.mud-select, .mud-input-control'));
  } else if (hiddenRows.has(words) && element.closest('td, th')) {
    off(element.closest('tr'));
  } else if (hiddenForms.has(words)) {
    // The content of an activity is a flowchart, as the SOP is; the Studio's other forms are not offered.
    off(element.closest('.workflow-root-template-option'));
  }
}
