// What goes wrong in the practice phone systems of the fake backend. Its list is `dialkey-cli practice --fault list --json`.

import type { PracticeFaults } from "../../bindings/PracticeFaults";
import all from "./faults.json";
import type { Handlers } from "./handlers";

const PLAYED_CERTIFICATE =
  "-----BEGIN CERTIFICATE-----\nMIIBmDCCAT6gAwIBAgIUb3JkaW5hcnkgcHJhY3RpY2U\n-----END CERTIFICATE-----\n";

export function playFaults(on: string | undefined): Pick<Handlers, "practice_faults" | "practice_choose_fault"> {
  let faults = withOne(on ?? null);
  return {
    practice_faults: () => faults,
    practice_choose_fault: ({ fault }) => (faults = withOne(fault)),
  };
}

function withOne(on: string | null): PracticeFaults {
  const values =
    on === "asks-for-client-certificate" ? [{ label: "Certificate to show, with its key", value: PLAYED_CERTIFICATE }] : [];
  return { on, values, all };
}
