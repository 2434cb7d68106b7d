// The README's case, as a program that knows only the API's own document: five steps of SOP 4-BIPA/5, from lane to lane.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };

const [baseUrl = "", password = ""] = process.argv.slice(2);

function had<T>(answer: { data?: T; error?: { status: number; title: string; detail?: string } }): T {
  if (answer.data === undefined) throw new Error(`${answer.error?.status} ${answer.error?.title} ${answer.error?.detail ?? ""}`);
  return answer.data;
}

async function signIn(who: string) {
  const nobody = createClient<paths>({ baseUrl });
  const session = had(await nobody.POST("/api/v1/session", { body: { userName: `${who}.palembang`, password } }));
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${session.accessToken}` } });
}

const clerk = await signIn("pengelola1");
const started = had(await clerk.POST("/api/v1/cases", { body: { sop: "sop-4-bipa-5" } }));
const id: number = started.id;

for (const who of ["pengelola1", "kasi", "kepala", "kasi", "pengelola1"]) {
  const api = await signIn(who);
  const queue = had(await api.GET("/api/v1/tasks", { params: { query: { list: "Queue" } } }));
  const task = queue.items.find((item) => item.id.startsWith(`${id}-`));
  if (!task) throw new Error(`${who} has no task of case ${id}`);
  const happened = had(await api.POST("/api/v1/tasks/{id}/completion", {
    params: { path: { id: task.id }, header: { "Idempotency-Key": task.id } },
    body: { outcome: who === "kepala" ? "Disetujui" : null, comment: "Selesai" },
  }));
  const seq: number = happened.seq;
  console.log(`${who}: ${task.id}, entry ${seq}`);
}

const again = await clerk.POST("/api/v1/tasks/{id}/completion", { params: { path: { id: `${id}-1` } }, body: {} });
console.log(`again: ${again.error?.title} ${Object.keys(again.error?.errors ?? {}).length}`);
console.log(`status: ${had(await clerk.GET("/api/v1/cases/{id}", { params: { path: { id } } })).status}`);
