import { describe, expect, test } from "vitest";
import type { RateDecision, RateLimiter } from "../../src/conversation/ports/rate-limit.ts";

const PER_MINUTE = 3;

/** What every count of what members write must do. `open` gives one that nobody has written to. */
export function floodsContract(open: (perMinute: number) => Promise<RateLimiter>): void {
  const begin = async () => {
    const floods = await open(PER_MINUTE);
    const counts = async (times: number, member = "1"): Promise<RateDecision[]> => {
      const counted: RateDecision[] = [];
      for (let time = 1; time <= times; time++) counted.push(await floods.count(member));
      return counted;
    };
    return { floods, counts };
  };

  test("tells the first message too many, and ignores those after it", async () => {
    const { counts } = await begin();
    expect(await counts(6)).toEqual(["ok", "ok", "ok", "first over limit", "ignored", "ignored"]);
    expect(await counts(1, "2")).toEqual(["ok"]);
  });

  test("tells one of 100 that come at once", async () => {
    const { floods } = await begin();
    const counted = await Promise.all(Array.from({ length: 100 }, () => floods.count("1")));
    expect(counted.filter((one) => one === "ok")).toHaveLength(PER_MINUTE);
    expect(counted.filter((one) => one === "first over limit")).toHaveLength(1);
  });

  describe("when a message was not run", () => {
    test("does not count it", async () => {
      const { floods, counts } = await begin();
      await counts(3);
      await floods.forget("1", "ok");
      expect(await counts(2)).toEqual(["ok", "first over limit"]);
    });

    test("answers the next message, if the refunded one was the answered one", async () => {
      const { floods, counts } = await begin();
      await counts(6);
      await floods.forget("1", "first over limit");
      expect(await counts(2)).toEqual(["first over limit", "ignored"]);
    });

    test("answers no other message, once one is answered", async () => {
      const { floods, counts } = await begin();
      await counts(4);
      await floods.forget("1", "ok");
      await floods.forget("1", "ignored");
      expect(await counts(2)).toEqual(["ignored", "ignored"]);
    });
  });
}
