// While a customer is typed, the frame beside the form shows who of the register may be the same.
let timer = null;

const look = (form) => {
  const frame = document.getElementById("alike");
  // The page may have been left meanwhile.
  if (!frame || !form.isConnected) return;
  const fields = new URLSearchParams();
  for (const name of ["id", "sop", "name", "phone", "email", "npwp"])
    if (form.elements[name]?.value) fields.set(name, form.elements[name].value);
  frame.src = "/customers/alike?" + fields;
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-alike]");
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(look, 300, form);
});

// After the session has ended, the answer is the sign-in page: the frame and the form stay as they are.
document.addEventListener("turbo:frame-missing", (event) => {
  if (event.target.id === "alike") event.preventDefault();
});
