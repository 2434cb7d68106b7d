// The texts of these scripts. The page holds them in the reader's language.
const texts = JSON.parse(document.getElementById('studio-texts').textContent);

export function text(name, ...values) {
  return texts[name].replace(/\{(\d)\}/g, (_, index) => values[index]);
}
