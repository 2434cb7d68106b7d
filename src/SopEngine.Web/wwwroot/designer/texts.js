// The texts of these scripts, which the page brings in its reader's language.
const texts = JSON.parse(document.getElementById('studio-texts').textContent);

export function text(name, ...values) {
  return texts[name].replace(/\{(\d)\}/g, (_, index) => values[index]);
}
