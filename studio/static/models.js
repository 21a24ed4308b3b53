// The tab Models: the blind comparison, and the leaderboard.
import { $, ask, make, notice } from "./dom.js";

let pair = null;
let opened = false;

export function startModels() {
  for (const button of document.querySelectorAll("#votes [data-choice]")) button.addEventListener("click", () => vote(button.dataset.choice));
  $("next").addEventListener("click", another);
}

export async function openModels() {
  if (opened) return;
  opened = true;
  await Promise.all([another(), compare(), tally()]);
}

async function another() {
  $("unveiled").textContent = "";
  try {
    pair = await ask("/blind");
    $("pair").replaceChildren(...["a", "b"].map((side) => make("div", {}, make("h3", {}, `Verse ${side.toUpperCase()}`), make("p", {}, pair[side].join("\n")))));
    enable(true);
  } catch (error) {
    pair = null;
    $("pair").replaceChildren(make("p", { className: "hint" }, error.message));
    enable(false);
  }
}

function enable(on) {
  for (const button of document.querySelectorAll("#votes [data-choice]")) button.disabled = !on;
}

async function vote(choice) {
  try {
    const who = await ask("/blind", { method: "POST", body: { pair: pair.id, choice } });
    $("unveiled").textContent = `A: ${who.a}. B: ${who.b}. Thank you.`;
    enable(false);
    await tally();
  } catch (error) { notice(error); }
}

async function tally() {
  try {
    const rows = await ask("/blind/tallies");
    $("tallies").replaceChildren(rows.length ? table("What the votes say", rows.map((row) => ({ writer: row.writer, preferred: row.won, "not preferred": row.lost, neither: row.neither }))) : "");
  } catch (error) { notice(error); }
}

async function compare() {
  try {
    const all = await ask("/models");
    $("champion").textContent = all.champion ? `Champion: ${all.champion}. ${all.reason}` : all.reason;
    $("tables").replaceChildren(...Object.entries(all.tables).map(([name, rows]) => table(name, rows)));
  } catch (error) { $("champion").textContent = error.message; }
}

function table(caption, rows) {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] !== ""));
  return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": caption }, make("table", {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name.replaceAll("_", " "))))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...columns.map((name, place) => make(place ? "td" : "th", place ? {} : { scope: "row" }, `${row[name]}`)))))));
}
