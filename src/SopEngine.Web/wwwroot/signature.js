// A signature drawn with a finger, a pen or a mouse. It is sent as a picture; without this script a signed paper is photographed.
const start = () => document.querySelectorAll("[data-proof]:not([data-ready])").forEach(ready);

function ready(proof) {
  proof.dataset.ready = "";
  const canvas = proof.querySelector("[data-signature]");
  const sent = proof.querySelector("input[name=signature]");
  const pen = canvas.getContext("2d");
  let last = null;
  Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#10243e" });

  const clear = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    sent.value = "";
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  // A picture without colour behind it would be black on some screens.
  const keep = () => {
    const paper = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const ink = paper.getContext("2d");
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, paper.width, paper.height);
    ink.drawImage(canvas, 0, 0);
    sent.value = paper.toDataURL("image/png");
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = at(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (last) keep();
      last = null;
    });
  }
  proof.querySelector("[data-signature-clear]").addEventListener("click", clear);

  const show = () => {
    const kind = proof.querySelector("input[name=proof]:checked")?.value;
    for (const part of proof.querySelectorAll("[data-proof-of]")) {
      const isDrawn = part.classList.contains("proof-signature");
      part.hidden = isDrawn ? kind !== "Signature" : kind === "Telephone" || (kind === "Signature" && !part.querySelector("li"));
    }
    if (kind !== "Signature") clear();
  };
  proof.addEventListener("change", (event) => {
    if (event.target.name === "proof") show();
  });
  show();
}

document.addEventListener("turbo:load", start);
document.addEventListener("turbo:render", start);
document.documentElement.classList.add("has-signature");
start();
