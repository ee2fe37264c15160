const SENTENCES = {
  none: "The playground of this server opens with a token.",
  wrong: "That token does not open this playground.",
  many: "That was wrong too often. Please wait a minute.",
};

/** For who has no token, or a wrong one: says what to do. */
export function closedPage(why: keyof typeof SENTENCES): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Playground</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }
  body { max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem }
</style>
<h1>The playground is closed</h1>
<p>${SENTENCES[why]}</p>
<p>If you run this server, you have set <code>PLAYGROUND_TOKEN</code>: open
<code>/playground?token=…</code> with it once, and this browser is let in from then on. Else ask who runs it.</p>
</html>
`;
}
