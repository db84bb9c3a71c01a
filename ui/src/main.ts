import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/panes.css";
import "./styles/lists.css";

import { mount } from "svelte";

import App from "./App.svelte";
import type { Backend } from "./backend/backend";
import { tauri } from "./backend/tauri";
import { type Opening, Session } from "./session/session.svelte";

let backend: Backend = tauri;
let opening: Opening | undefined;

// A plain browser gets the fake backend; the production bundle holds neither it nor this branch.
if ((import.meta.env.DEV || import.meta.env.MODE === "fake") && !("__TAURI_INTERNALS__" in window)) {
  ({ backend, opening } = (await import("./backend/fake")).openScene(location.search));
}

const session = new Session(backend);
// A frame drawn before there is something to show would delay the next one.
await session.start(opening);
mount(App, { target: document.body, props: { session } });
