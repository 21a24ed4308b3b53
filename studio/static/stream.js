// One event stream for all windows of the studio, because a browser opens at most six connections per host. A visible window
// holds the stream with a Web Lock and passes events on to the others; when it is hidden or closed, another one takes over.
// Without Web Locks (browsers only have them on localhost and over TLS) each visible window has its own stream.
const SILENT = 4000;
const [SHORTEST, LONGEST] = [1000, 30000]; // milliseconds between two attempts
const NAME = "studio-events"; // of the lock and the channel

// Callbacks: `told(view)` and `gone(id)` for changes; `whole()` when everything must be loaded again; `lost(is)` with whether the
// connection is lost.
export function listen(page) {
  const channel = new BroadcastChannel(NAME);
  let joined = null; // aborts this window's participation

  // Deliver an event in this window and in all others.
  function pass(kind, content) {
    page[kind](content);
    channel.postMessage([kind, content]);
  }
  channel.addEventListener("message", ({ data: [kind, content] }) => { if (joined) page[kind](content); });

  function join() {
    if (joined) return;
    joined = new AbortController();
    const { signal } = joined;
    const lead = () => (signal.aborted ? null : new Promise((over) => { signal.addEventListener("abort", over); hold(pass, signal); }));
    if (!navigator.locks) { hold((kind, content) => page[kind](content), signal); return; }
    navigator.locks.request(NAME, { ifAvailable: true }, (lock) => {
      if (lock) return lead();
      page.whole(); // catch up on events from before this window listened
      before = true;
      navigator.locks.request(NAME, { signal }, lead).catch(() => {}); // rejected when the window is hidden before its turn
      return null;
    });
  }

  function part() {
    joined?.abort();
    joined = null;
  }

  const look = () => (document.hidden ? part() : join());
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", part);
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  look();
}

// Holds the stream until `signal` aborts; reconnects with exponential backoff.
let before = false; // whether this window has listened before: it must then catch up when it listens again
function hold(pass, signal) {
  let [events, again, late] = [null, null, null];
  let wait = SHORTEST;

  function heard() {
    clearTimeout(late);
    late = null;
    wait = SHORTEST;
    pass("lost", false);
    if (before) pass("whole");
    before = true;
  }

  function failed() {
    late ??= setTimeout(() => pass("lost", true), SILENT);
    if (events.readyState !== EventSource.CLOSED) return; // the browser reconnects by itself
    again = setTimeout(open, wait);
    wait = Math.min(2 * wait, LONGEST);
  }

  function open() {
    events = new EventSource("/api/v1/events");
    events.addEventListener("open", heard);
    events.addEventListener("error", failed);
    events.addEventListener("job", (event) => pass("told", JSON.parse(event.data)));
    events.addEventListener("gone", (event) => pass("gone", JSON.parse(event.data).id));
  }

  signal.addEventListener("abort", () => {
    events.close();
    clearTimeout(again);
    clearTimeout(late);
  });
  open();
}
