import { expect, test } from "vitest";

import { exchangeAsText } from "./wire";

const sent = [
  [{ kind: "text" as const, text: "POST https://pbx.example/token" }],
  [],
  [
    { kind: "text" as const, text: "secret=" },
    { kind: "hidden" as const, what: "Client secret hidden, 63 characters" },
  ],
];

test("hidden pieces are copied as what they are", () => {
  expect(exchangeAsText({ sent, answered: [[{ kind: "text", text: "200 OK" }]], answerBytes: 2, milliseconds: 5 })).toBe(
    "Sent\nPOST https://pbx.example/token\n\nsecret=[Client secret hidden, 63 characters]\n\nAnswered\n200 OK\n",
  );
});

test("an exchange without an answer says so", () => {
  expect(exchangeAsText({ sent: [], answered: null, answerBytes: null, milliseconds: null })).toBe(
    "Sent\n\nNo answer\n",
  );
});
