// A list of words in the Studio ends a word at every blank, and swallows the letter after it. Here a blank is part of the text, and Enter ends
// it; so does leaving the field, where the Studio would forget what was typed. Until then the blank is one that the Studio does not know.
const unbroken = '\u00a0';
const isWordList = target => target instanceof HTMLInputElement && target.matches('.mud-input .mud-input > input');

export function keepBlanks() {
  addEventListener('keydown', onKey, { capture: true });
  addEventListener('focusout', ({ target }) => {
    if (isWordList(target) && target.value.trim()) target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true }));
  }, { capture: true });
}

function onKey(event) {
  const { target, key } = event;
  if (!isWordList(target)) return;
  if (key === ' ') {
    event.preventDefault();
    event.stopImmediatePropagation();
    const before = target.value.slice(0, target.selectionStart);
    // At the beginning, or after another one, it would mean nothing.
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
