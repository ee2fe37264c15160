const SENTENCES = {
  none: "The playground of this server opens with a token.",
  wrong: "That token does not open this playground.",
  many: "That was wrong too often. Please wait a minute.",
};

/** Shown without a valid token: explains what to do. */
export function closedPage(why: keyof typeof SENTENCES): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Playground</title>
<style>
  :root { color-scheme: light dark; background: light-dark(#f1f3ef, #0e1310) }
  body { max-width: 30rem; margin: 16vh auto; padding: 2rem; border: 1px solid light-dark(#dbe0d9, #2a332d); border-radius: 16px;
    background: light-dark(#fff, #161c18); color: light-dark(#55625a, #9daba2); font: 0.9375rem/1.6 system-ui, sans-serif }
  h1 { margin: 0 0 1rem; color: light-dark(#18201b, #e7ece8); font-size: 1.25rem; line-height: 1.3 }
  p { margin: 0.5rem 0 0 }
  code { color: light-dark(#18201b, #e7ece8); font-size: 0.85em; overflow-wrap: anywhere }
  @media (max-width: 40rem) { body { margin: 1.5rem } }
</style>
<h1>The playground is closed</h1>
<p>${SENTENCES[why]}</p>
<p>If you run this server, you have set <code>PLAYGROUND_TOKEN</code>: open
<code>/playground?token=…</code> with it once, and this browser is let in from then on. Else ask who runs it.</p>
</html>
`;
}
