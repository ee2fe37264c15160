/** The server as `npm run dev` runs it: it goes when the one who started it goes. */
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();

await import("../../src/main.ts");
