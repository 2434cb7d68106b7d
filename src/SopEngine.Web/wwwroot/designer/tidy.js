// Puts the Studio's fixed texts into the reader's language and hides what has no place here. The Studio offers neither.
const hiddenTabs = new Set(['Test', 'Commit Strategy', 'Task', 'Log', 'Resilience']);
const attributes = ['placeholder', 'title', 'aria-label'];
const leftAlone = '.monaco-editor, .x6-graph, .studio-bar, .studio-notice, textarea, script, style';

/** @param dictionary { texts: { [english]: translated }, patterns: [RegExp, replacement][] } */
export function tidy({ texts, patterns }) {
  // What we wrote ourselves: seen again, it is left as it is, whatever the dictionary says.
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
    const translated = translate(source);
    if (translated === source) return;
    written.set(node, translated);
    node.nodeValue = translated;
  };

  const onAttribute = (element, name) => {
    const source = element.getAttribute(name);
    if (!source || element.closest(leftAlone)) return;
    const translated = translate(source);
    if (translated !== source && element.dataset[`was${attributes.indexOf(name)}`] !== source) {
      element.dataset[`was${attributes.indexOf(name)}`] = translated;
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
  };

  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(onTree);
      else if (change.type === 'characterData') onText(change.target);
      else onAttribute(change.target, change.attributeName);
    }
    if (document.querySelector('elsa-workflow-definition-editor, elsa-workflow-instance-list, elsa-workflow-instance-viewer')?.childElementCount)
      document.getElementById('studio-loading')?.remove();
  }).observe(document.documentElement, { childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: attributes });
}

function hide(element, words) {
  const tab = element?.closest('.mud-tab');
  if (tab) return tab.toggleAttribute('data-studio-hidden', hiddenTabs.has(words));
  if (words === 'Merge Mode' && element.localName === 'label') element.closest('.mud-input-control')?.toggleAttribute('data-studio-hidden', true);
}
