import { createMembers, type MemberContact, type Members } from "../redis/operator/members.ts";
import type { RedisClient } from "../redis/redis-client.ts";
import { UsageError } from "./arguments.ts";

/**
 * Finds the member of a phone number or user id for a command.
 * @throws {UsageError} if none is given, or nobody with it has written
 */
export async function findMember(
  redis: RedisClient,
  key: string | undefined,
  command: string,
): Promise<{ members: Members; contact: MemberContact }> {
  if (!key) throw new UsageError(`Usage: npm run ops -- ${command} <phone number or user id>`);
  const members = createMembers({ redis });
  const contact = await members.find(key);
  if (!contact) throw new UsageError("Nobody with this number or user id has written.");
  return { members, contact };
}
