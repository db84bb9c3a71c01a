// Types a word into the search and takes it back again, letter by letter, and answers with the milliseconds of script
// that one letter took, for each turn of typing and taking back.
//
// The time of a letter is that of the input event with all that follows from it at once, and that of the callbacks of
// the next frame. The wait for the frame is not script, nor is drawing.
const SHOWN_WITHIN = 30_000;
const TURNS_AT_ONCE = 50;
const [word, found, turns, done] = arguments;

const frame = () => new Promise(requestAnimationFrame);

// What an event leaves to be done at once is done in turns that follow one another without a pause.
async function afterEverythingAtOnce() {
  for (let turn = 0; turn < TURNS_AT_ONCE; turn++) await null;
}

async function type(search, text) {
  await frame();
  // A task of its own, behind the frame: what is measured begins with nothing waiting.
  await new Promise((resolve) => setTimeout(resolve));
  let frameBegan = 0;
  requestAnimationFrame(() => (frameBegan = performance.now()));
  const began = performance.now();
  search.value = text;
  search.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await afterEverythingAtOnce();
  const atOnce = performance.now() - began;
  await frame();
  return atOnce + performance.now() - frameBegan;
}

async function measure() {
  let search = null;
  while (!(search = document.querySelector("input[type=search]"))) {
    if (performance.now() > SHOWN_WITHIN) return "the list was not shown";
    await frame();
  }
  const letters = [...word].map((_, index) => word.slice(0, index + 1));
  const texts = [...letters, ...letters.map((text) => text.slice(0, -1)).reverse()];
  const times = [];
  for (let turn = 0; turn < Number(turns); turn++) {
    let time = 0;
    for (const text of texts) {
      time += await type(search, text);
      if (text === word && !document.body.textContent.includes(found)) return `${found} was not found`;
    }
    times.push(time / texts.length);
  }
  return times.join(" ");
}

measure().then(done, (error) => done(String(error)));
