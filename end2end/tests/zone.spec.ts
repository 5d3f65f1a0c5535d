// The rule by which a run of the journeys chooses its time zone.

import { expect, test } from "@playwright/test";

import { afternoonZone } from "../support/zone.ts";

const hour = 3_600_000;
/** The demonstration needs a morning that has interactions. */
const morning = 12 * hour;
const longestRun = 1.5 * hour;

test("at any hour there is a zone in which a run begins and ends on the same day", () => {
  const days = [0, 3, 6, 9].map((month) => Date.UTC(2026, month, 1));
  const hours = days.flatMap((day) => Array.from({ length: 24 }, (_, index) => day + index * hour));
  const starts = hours.flatMap((at) => [at, at + hour - 1]);
  const formatIn = (zone: string) => new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeZone: zone });
  const cut = starts.filter((start) => {
    const format = formatIn(afternoonZone(new Date(start)));
    const [from, now, to] = [start - morning, start, start + longestRun].map((time) => format.format(time));
    return from !== now || now !== to;
  });
  expect(cut.map((start) => new Date(start).toISOString())).toEqual([]);
  const zones = [...new Set(hours.map((at) => afternoonZone(new Date(at))))];
  const noons = days.map((day) => day + 12 * hour);
  const moved = zones.filter((zone) => noons.some((noon) => formatIn(zone).format(noon) !== formatIn("UTC").format(noon)));
  expect(moved, "noon in UTC is on another date").toEqual([]);
});
