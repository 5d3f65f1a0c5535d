// The time zone of a run of the journeys: one in which it is afternoon now and stays the same day
// until the run ends.
//
// Lists show today's interactions by default. Soon after midnight there are none, and a journey that
// midnight falls into loses those it stored. Continuous integration runs at any hour and takes up to
// ninety minutes, so the zones are eight hours apart, and each is used from 12:00 to 20:00. In all of
// them noon in UTC, at which the journeys' own interactions took place, is on the same date.

const zones = ["Pacific/Pago_Pago", "America/Sao_Paulo", "Asia/Karachi"];

/** The hour of the day in a zone, from 0 to 23. */
function hourIn(zone: string, now: Date): number {
  return Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: zone }).format(now));
}

/** The zone of `zones` in which the time is between 12:00 and 20:00. */
export function afternoonZone(now: Date): string {
  const zone = zones.find((candidate) => hourIn(candidate, now) >= 12 && hourIn(candidate, now) < 20);
  if (zone === undefined) throw new Error(`it is afternoon in no zone at ${now.toISOString()}`);
  return zone;
}

/**
 * The zone of this run. Workers load the configuration again, later, and find the choice in the
 * environment, as does every server that a journey starts.
 */
export function zoneOfRun(): string {
  const zone = process.env["PROTOCOLO_E2E_ZONE"] ?? afternoonZone(new Date());
  process.env["PROTOCOLO_E2E_ZONE"] = zone;
  process.env["PROTOCOLO_TIME_ZONE"] = zone;
  return zone;
}
