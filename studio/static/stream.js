// The stream of events: closed while nobody sees the page, since a browser has six connections to a host for all its tabs;
// opened anew when it ends, each time after a longer wait.
const SILENT = 4000;
const [SHORTEST, LONGEST] = [1000, 30000]; // milliseconds between two tries

// `told(view)` and `gone(id)` of what changes; `back()` when it is open again; `lost(is)` whether nothing is heard.
export function listen({ told, gone, back, lost }) {
  let [events, again, late] = [null, null, null];
  let [wait, before] = [SHORTEST, false];

  function close() {
    events?.close();
    events = null;
    clearTimeout(again);
  }

  function heard() {
    clearTimeout(late);
    late = null;
    wait = SHORTEST;
    lost(false);
    if (before) back();
    before = true;
  }

  function failed() {
    late ??= setTimeout(() => lost(true), SILENT);
    if (events?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    close();
    again = setTimeout(open, wait);
    wait = Math.min(2 * wait, LONGEST);
  }

  function open() {
    if (events) return;
    events = new EventSource("/api/v1/events");
    events.addEventListener("open", heard);
    events.addEventListener("error", failed);
    events.addEventListener("job", (event) => told(JSON.parse(event.data)));
    events.addEventListener("gone", (event) => gone(JSON.parse(event.data).id));
  }

  function look() {
    clearTimeout(late);
    late = null;
    close();
    if (!document.hidden) open();
  }

  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  look();
}
