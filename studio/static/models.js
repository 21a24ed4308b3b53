// The tab Models: the blind comparison, and the leaderboard.
import { $, ask, make, notice, table, votesTable } from "./dom.js";

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
    $("next").focus();
    enable(false);
    await tally();
  } catch (error) { notice(error); }
}

async function tally() {
  try {
    const rows = await ask("/blind/tallies");
    $("tallies").replaceChildren(rows.length ? votesTable("writer", rows) : "");
  } catch (error) { notice(error); }
}

async function compare() {
  try {
    const all = await ask("/models");
    $("champion").textContent = all.champion ? `Champion: ${all.champion}. ${all.reason}` : all.reason;
    $("tables").replaceChildren(...Object.entries(all.tables).map(([name, rows]) => table(name, rows)));
  } catch (error) { $("champion").textContent = error.message; }
}
