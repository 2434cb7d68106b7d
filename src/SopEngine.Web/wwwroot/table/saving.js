// Saves the table a moment after each change, and keeps it in this browser until the server has it.
import { page, saved, sent, state, T, take } from "./state.js";
import { draw } from "./grid.js";
import { compare } from "./merging.js";
import { showProblems, showSheets } from "./beside.js";

const PAUSE = 400;
const AGAIN = 5000;
const KEPT = `table:${page.dataset.person}:${page.dataset.id}`;
const status = page.querySelector("[data-status]");
let token = page.dataset.token;
let timer = 0;
let underWay = Promise.resolve();
let changes = 0;
let isAsking = false;
let later = null;

export function changed() {
  changes++;
  keep();
  say(T.saving);
  clearTimeout(timer);
  timer = setTimeout(() => save(), PAUSE);
}

/** Sends the table, with something to do to it first; the answer is taken unless the author went on meanwhile. */
export function save(more = {}) {
  clearTimeout(timer);
  timer = 0;
  const turn = underWay.then(() => send(more));
  underWay = turn.catch(() => {});
  return turn;
}

async function send(more) {
  if (isAsking) return false;
  const number = changes;
  const table = sent();
  const answer = await post("", { version: state.version, revision: state.revision, table, renumber: state.renumber, ...more });
  if (!answer) return false;
  if (answer.status === 409 && answer.body.type?.endsWith("definition-changed")) return join();
  if (!answer.ok) return refused(answer);

  Object.assign(state, { version: answer.body.version, revision: answer.body.revision, problems: answer.body.problems });
  saved.table = answer.body.table;
  later = { number: Object.keys(more).length ? changes : number, answer: answer.body };
  if (later.number === changes) {
    forget();
    const locale = document.documentElement.lang === "id" ? "id-ID" : "en";
    say(T.saved.replace("{0}", new Date().toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })));
  } else {
    keep();
  }
  settle();
  showProblems();
  showSheets(answer.body.sheets);
  return true;
}

/** Takes the server's answer, unless the author has gone on since or is writing: a text box keeps its row. */
export function settle() {
  if (!later || page.querySelector(".sop-box")) return;
  const { number, answer } = later;
  later = null;
  if (number !== changes) return;
  const typed = new Map(state.rows.filter((row) => row.goTyped !== undefined && answer.unread[row.key] !== undefined)
    .map((row) => [row.key, row.goTyped]));
  state.renumber = false;
  take(answer.table);
  for (const row of state.rows) if (typed.has(row.key)) row.goTyped = typed.get(row.key);
  draw(isInGrid());
}

const isInGrid = () => page.querySelector("[data-grid]").contains(document.activeElement)
  && !document.activeElement.matches("textarea, input");

/** Posts to the server; null when it cannot be reached, and then it is tried again. */
async function post(path, body) {
  try {
    const answer = await fetch(`/sops/${encodeURIComponent(page.dataset.id)}/table${path}`, {
      method: "POST", redirect: "manual", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", RequestVerificationToken: token, Accept: "application/json" },
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      say(T.signedOut, true);
      return null;
    }
    const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.status >= 500) throw new Error("server");
    return { ok: answer.ok, status: answer.status, body: json };
  } catch {
    say(T.offline, true);
    timer = setTimeout(() => save(), AGAIN);
    return null;
  }
}

function refused({ status: code, body }) {
  const lines = Object.values(body.errors ?? {}).flat();
  say([body.title, ...lines].filter(Boolean).join(" ") || (code === 400 ? T.expired : T.refused), true);
  return false;
}

/** Somebody else saved meanwhile: both tables are joined, and the author sees what becomes of it. */
async function join() {
  isAsking = true;
  try {
    const answer = await post("/merge", { began: saved.table, mine: sent() });
    if (!answer?.ok) return refused(answer ?? { body: {} });
    const table = await compare(answer.body);
    Object.assign(state, { version: answer.body.version, revision: answer.body.revision, renumber: true });
    saved.table = answer.body.theirs;
    take(table);
    draw();
  } finally {
    isAsking = false;
  }
  changes++;
  keep();
  setTimeout(() => save(), 0);
  return true;
}

export function say(text, isBad = false) {
  status.textContent = text;
  status.classList.toggle("is-bad", isBad);
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify({
      version: state.version, revision: state.revision, lanes: state.lanes, rows: state.rows, began: saved.table, renumber: state.renumber,
    }));
  } catch {
    // A full or forbidden store: the server still has every save that it answered.
  }
}

const forget = () => localStorage.removeItem(KEPT);

/** Takes up what an earlier visit could not save. */
export function restore() {
  const text = localStorage.getItem(KEPT);
  if (!text) return false;
  try {
    const kept = JSON.parse(text);
    if (!kept.began || !Array.isArray(kept.rows)) throw new Error("unreadable");
    Object.assign(state, { version: kept.version, revision: kept.revision, lanes: kept.lanes, rows: kept.rows, renumber: kept.renumber });
    saved.table = kept.began;
    changes++;
    say(T.restored);
    setTimeout(() => save(), 0);
    return true;
  } catch {
    forget();
    return false;
  }
}

addEventListener("online", () => save());
addEventListener("focus", () => { if (status.classList.contains("is-bad") && !isAsking) save(); });
addEventListener("beforeunload", (event) => { if (timer || isAsking) event.preventDefault(); });
export const takeToken = (fresh) => { token = fresh; };
