import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import Module, { createRequire, register } from "node:module";
import { parseArgs } from "node:util";
import { NoMachineError, view } from "../src/playground/view/view.ts";

/** `npm run machines:view -- path/to/machine.ts [--out page.html]`: shows the machines of a file, offline. */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" } },
});
const [path] = positionals;
if (path === undefined) stop("Which file? For example: npm run machines:view -- machines/offer.ts");
else await show(path);

async function show(path: string): Promise<void> {
  lendXState();
  const page = await view(path).catch((error: unknown) => {
    if (error instanceof NoMachineError) return stop(error.message);
    const reason = error instanceof Error ? error.message : String(error);
    return stop(`${path} cannot be loaded: ${reason}`);
  });
  if (page === undefined) return;
  if (values.out) {
    writeFileSync(values.out, page);
    console.log(`Written: ${values.out}`);
    return;
  }
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8").end(page);
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    console.log(`${path}: http://127.0.0.1:${port}  (stop with Ctrl+C)`);
  });
}

/** The file may be where no XState is installed: it then gets ours, whether loaded as a module or as CommonJS. */
function lendXState(): void {
  const hooks = `export const resolve = (name, context, next) => next(name, context).catch((error) => {
    if (!/^xstate(\\/|$)/.test(name)) throw error;
    return next(name, { ...context, parentURL: ${JSON.stringify(import.meta.url)} });
  });`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  const host = Module as unknown as {
    _resolveFilename: (name: string, ...rest: unknown[]) => string;
  };
  const find = host._resolveFilename;
  const own = createRequire(import.meta.url);
  host._resolveFilename = (name, ...rest) => {
    try {
      return find(name, ...rest);
    } catch (error) {
      if (!/^xstate(\/|$)/.test(name)) throw error;
      return own.resolve(name);
    }
  };
}

function stop(reason: string): undefined {
  console.error(reason);
  process.exitCode = 1;
}
