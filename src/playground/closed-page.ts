const SENTENCES = {
  none: "This server's playground requires a token.",
  wrong: "That token is not valid here.",
  many: "Too many wrong tokens. Please wait a minute.",
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
<h1>The playground is locked</h1>
<p>${SENTENCES[why]}</p>
<p>If you run this server, open
<code>/playground?token=…</code> with your <code>PLAYGROUND_TOKEN</code> once; this browser then stays signed in. Otherwise ask its operator.</p>
</html>
`;
}
