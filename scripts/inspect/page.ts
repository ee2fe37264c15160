/** Stately's inspector in a frame, and the handshake with it: it reports that it is ready, then accepts each frame. */
export function toPage(hosted: string): string {
  const origin = new URL(hosted).origin;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Stately inspector</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; height: 100dvh; display: flex; flex-direction: column; font: 14px/1.5 system-ui, sans-serif; }
  p { margin: 0; padding: 8px 14px; background: light-dark(#fff3d6, #3a2f10); }
  p:empty { display: none; }
  iframe { flex: 1; border: 0; }
</style>
<p id="hosted" role="status"></p>
<p id="server" role="status"></p>
<iframe src="${hosted.replaceAll('"', "%22")}" title="Stately inspector"></iframe>
<script type="module">
const frame = document.querySelector("iframe");
const held = [];
let isThere = false;
const say = (id, text) => { document.getElementById(id).textContent = text; };
const post = (message) => frame.contentWindow.postMessage(message, ${JSON.stringify(origin)});

addEventListener("message", ({ source, data }) => {
  if (source !== frame.contentWindow || data?.type !== "@statelyai.connected") return;
  isThere = true;
  say("hosted", "");
  for (const message of held.splice(0)) post(message);
});
setTimeout(() => {
  if (!isThere) say("hosted", "Stately's inspector does not answer: it is hosted by Stately, and needs the internet. Without it, the server's own chart is at /playground, and \\u201cnpm run machines:view\\u201d shows any machine.");
}, 10_000);

const frames = new EventSource("/frames");
frames.addEventListener("frame", ({ data }) => {
  const message = JSON.parse(data);
  if (isThere) post(message);
  else held.push(message);
});
const words = {
  here: "",
  away: "The server is down. This continues as soon as it is back.",
  closed: "The server does not publish its conversations: run it by \\u201cnpm run dev\\u201d, or with PLAYGROUND_TOKEN, which is then needed here too.",
};
frames.addEventListener("server", ({ data }) => say("server", words[data]));
</script>
</html>
`;
}
