import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureTool } from "./tools.ts";

/** Paths of PEM files. */
export interface Certificates {
  ca: string;
  server: { cert: string; key: string };
  client: { cert: string; key: string };
  /** Signed by another authority. */
  stranger: { cert: string; key: string };
  remove(): void;
}

/** An authority of one's own with a certificate for 127.0.0.1 and one for a client, by openssl. */
export function createCertificates({ serverName = "IP:127.0.0.1" } = {}): Certificates {
  ensureTool("openssl", "openssl", "version");
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  const authority = (name: string) =>
    openssl(
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-days", "2", "-subj", `/CN=${name}`],
      ...["-keyout", at(`${name}.key`), "-out", at(`${name}.pem`)],
    );
  const sign = (name: string, authority: string) => {
    const [key, request, cert] = [at(`${name}.key`), at(`${name}.csr`), at(`${name}.pem`)];
    writeFileSync(at("names"), `subjectAltName=${serverName}`);
    openssl(
      ...["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-subj", `/CN=${name}`, "-keyout", key, "-out", request],
    );
    openssl(
      ...["x509", "-req", "-in", request, "-days", "2", "-extfile", at("names"), "-out", cert],
      ...["-CA", at(`${authority}.pem`), "-CAkey", at(`${authority}.key`), "-CAcreateserial"],
    );
    return { cert, key };
  };
  authority("ca");
  authority("other");
  return {
    ca: at("ca.pem"),
    server: sign("server", "ca"),
    client: sign("client", "ca"),
    stranger: sign("stranger", "other"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
