import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** The ways in which the conversation once knew the bank: each is put back into a copy of the source. */

const project = new URL("../../", import.meta.url).pathname;

interface Leak {
  name: string;
  file: string;
  was: string;
  is: string;
  /** What the types then reject, if it is not the leak itself: the line of a file that has this text. */
  rejected?: [file: string, text: string];
}

const CLOSED_LISTS = "test/second-application/known-names.test.ts";
const closed = (text: string): [string, string] => [CLOSED_LISTS, text];

const leaks: readonly Leak[] = [
  {
    name: "a record has fields of the bank",
    file: "src/conversation/model/record.ts",
    was: "  jwt_token: z.string().optional(),",
    is: "  jwt_token: z.string().optional(), current_account: z.unknown().optional(),",
    rejected: closed('("session_id" | "address"'),
  },
  {
    name: "a session opens on the member's profile",
    file: "src/conversation/turn/session.ts",
    was: "const input = { ...release.injectedContext, ...kept };",
    is: "const input = { ...release.injectedContext, ...kept, profile: record?.profile };",
  },
  {
    name: "the fields that outlive a session are a list",
    file: "src/conversation/ports/store.ts",
    was: "preserve: readonly string[];",
    is: 'preserve: readonly ("profile" | "current_account")[];',
    rejected: closed('<Cleanup["preserve"]>'),
  },
  {
    name: "a call is made with the bank's token",
    file: "src/conversation/dispatch/run-call.ts",
    was: 'return loaded.kind === "record" ? credentialsOf(loaded.record, recordFields) : {};',
    is: 'return loaded.kind === "record" ? { token: loaded.record.credex_token } : {};',
  },
  {
    name: "an answer brings the bank's token",
    file: "src/conversation/ports/operations.ts",
    was: "  credentials?: Credentials | undefined;",
    is: "  credentials?: Credentials | undefined; credexToken?: string;",
    rejected: closed("<keyof CallResult>"),
  },
  {
    name: "the kinds of news are a list",
    file: "src/conversation/ports/telemetry.ts",
    was: '{ kind: "notice"; what: string;',
    is: '{ kind: "notice"; what: "offer.created" | "offer.accepted";',
    rejected: closed('<Noted["what"]>'),
  },
  {
    name: "a command is recognised by its name",
    file: "src/conversation/turn/commands.ts",
    was: "return type === yes || type === no;",
    is: 'return type === "yes" || type === no;',
  },
  {
    name: "a command is delivered by its name",
    file: "src/conversation/turn/notification-consent.ts",
    was: "{ type: session.contract.commands.optOut }",
    is: '{ type: "stop" }',
  },
  {
    name: "an action is recognised by its name",
    file: "src/conversation/turn/collect-effects.ts",
    was: "if (type === actions.setLocale)",
    is: 'if (type === "speak")',
  },
  {
    name: "a tag is asked for by its name",
    file: "src/conversation/turn/route-late-message.ts",
    was: "running.hasTag(contract.tags.confirmation)",
    is: 'running.hasTag("money")',
  },
  {
    name: "a notification is about an offer",
    file: "src/conversation/model/event.ts",
    was: "; [value: string]: Json };",
    is: "; offer: Json };",
    rejected: closed("<keyof NotificationPayload>"),
  },
  {
    name: "the conversation imports a machine of the bank",
    file: "src/conversation/conversation-queue.ts",
    was: "",
    is: 'import "../../machines/kit.ts";\n',
  },
  {
    name: "the store imports an adapter of the bank",
    file: "src/redis/nonce.ts",
    was: "",
    is: 'import "../credex/credential.ts";\n',
  },
];

test("no leak of the bank into the conversation compiles", () => {
  const folder = mkdtempSync(join(tmpdir(), "leaks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["src", "machines", "tsconfig.json", "package.json", CLOSED_LISTS])
    cpSync(join(project, name), join(folder, name), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  const config = { extends: "./tsconfig.json", files: [CLOSED_LISTS], include: [] };
  writeFileSync(join(folder, "tsconfig.probe.json"), JSON.stringify(config));
  const buildInfo = ["--tsBuildInfoFile", join(folder, "probe.tsbuildinfo")];
  const typesOf = (...options: string[]) =>
    spawnSync("node_modules/.bin/tsc", options, { cwd: folder, encoding: "utf8" }).stdout;
  const compile = () =>
    typesOf("-p", "tsconfig.probe.json") + typesOf("-p", "src/conversation", ...buildInfo);
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  expect(compile()).toBe("");

  for (const { file, was, is, name } of leaks) {
    expect(read(file), name).toContain(was);
    writeFileSync(
      join(folder, file),
      read(file).replace(was, () => is),
    );
  }
  const errors = compile();
  for (const { name, file, is, rejected: [found, text] = [file, is] } of leaks) {
    const line = read(found).slice(0, read(found).indexOf(text.trim())).split("\n").length;
    expect(errors, name).toContain(`${found}(${line},`);
  }
});
