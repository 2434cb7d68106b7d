// The Studio's lists of texts end a text at every blank, swallow the letter after it, and forget an unfinished text when the field is left.
// With this script a blank is part of the text; Enter or leaving the field ends it. Until then each blank is stored as a no-break space,
// at which the Studio does not split.
const unbroken = '\u00a0';
const isWordList = target => target instanceof HTMLInputElement && target.matches('.mud-input .mud-input > input');

export function keepBlanks() {
  addEventListener('keydown', onKey, { capture: true });
  addEventListener('focusout', ({ target }) => {
    if (!isWordList(target) || !target.value.trim()) return;
    target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true }));
  }, { capture: true });
}

function onKey(event) {
  const { target, key } = event;
  if (!isWordList(target)) return;
  if (key === ' ') {
    event.preventDefault();
    event.stopImmediatePropagation();
    const before = target.value.slice(0, target.selectionStart);
    // A blank at the beginning or after another blank is dropped.
    if (!/(^|\s)$/.test(before)) write(target, before + unbroken + target.value.slice(target.selectionEnd), before.length + 1);
  } else if (key === 'Enter' && target.value.includes(unbroken)) {
    write(target, target.value.replaceAll(unbroken, ' ').trim());
  }
}

function write(input, words, caret = words.length) {
  input.value = words;
  input.setSelectionRange(caret, caret);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
