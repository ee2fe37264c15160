import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ensureTool } from "./tools.ts";

/** A certificate for 127.0.0.1 under an authority that nobody else knows. */
export interface ClusterCertificates {
  /** The file of the authority's certificate: a client that trusts it connects. */
  authority: string;
  /** Redis's options. */
  redisOptions: string[];
}

/** Writes them to a folder. */
export function createClusterCertificates(folder: string): ClusterCertificates {
  ensureTool("openssl", "openssl", "version");
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  const key = (name: string) => ["-newkey", "rsa:2048", "-nodes", "-keyout", file(name)];
  openssl(
    ...["req", "-x509", ...key("ca.key"), "-out", file("ca.crt"), "-days", "2"],
    ...["-subj", "/CN=An authority of a test"],
  );
  openssl(
    ...["req", "-x509", ...key("redis.key"), "-out", file("redis.crt"), "-days", "2"],
    ...["-subj", "/CN=redis", "-addext", "subjectAltName=IP:127.0.0.1"],
    ...["-CA", file("ca.crt"), "-CAkey", file("ca.key")],
  );
  return {
    authority: file("ca.crt"),
    redisOptions: [
      ...["--tls-cert-file", file("redis.crt"), "--tls-key-file", file("redis.key")],
      ...["--tls-ca-cert-file", file("ca.crt"), "--tls-auth-clients", "no"],
    ],
  };
}
