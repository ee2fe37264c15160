import type { InitializeHook, ResolveHook } from "node:module";

/** Hooks of Node's loader: imports from `from` resolve to the file of the same name in `to`. */

let from = "";
let to = "";

export const initialize: InitializeHook<{ from: string; to: string }> = (given) => {
  ({ from, to } = given);
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context);
  if (!resolved.url.startsWith(from)) return resolved;
  return { ...resolved, url: to + resolved.url.slice(from.length) };
};
