// Finds the visible elements with a role and a name, as assistive technology tells them. Arguments: the role, the name,
// and whether the name may go on behind it.
const [role, name, isBeginning] = arguments;
const fits = (found) => (isBeginning ? found.startsWith(flat(name)) : found === flat(name));

const selectors = {
  button: "button, input[type=button], input[type=submit], summary, [role=button]",
  checkbox: "input[type=checkbox], [role=checkbox]",
  combobox: "select, [role=combobox]",
  dialog: "dialog[open], [role=dialog], [role=alertdialog]",
  heading: "h1, h2, h3, h4, h5, h6, [role=heading]",
  link: "a[href], [role=link]",
  listitem: "li, [role=listitem]",
  menuitem: "[role=menuitem]",
  option: "option, [role=option]",
  radio: "input[type=radio], [role=radio]",
  status: "output, [role=status], [role=alert]",
  switch: "[role=switch]",
  tab: "[role=tab]",
  textbox:
    "input:not([type]), input[type=text], input[type=search], input[type=url], input[type=password], input[type=number], textarea, [role=textbox], [role=searchbox]",
};

const flat = (text) => text.replace(/\s+/g, " ").trim();
// What is hidden from assistive technology is no part of a name, and what stands in different elements is apart.
const textOf = (element) =>
  flat(
    [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE || node.nodeType === Node.ELEMENT_NODE)
      .filter(
        (node) =>
          node.nodeType === Node.TEXT_NODE || (node.getAttribute("aria-hidden") !== "true" && node.checkVisibility({ checkVisibilityCSS: true })),
      )
      .map((node) => (node.nodeType === Node.TEXT_NODE ? node.data : ` ${textOf(node)} `))
      .join(""),
  );

// The order of the accessible name computation, as far as pages of ours use it.
const nameOf = (element) => {
  const labelledBy = element.getAttribute("aria-labelledby");
  if (labelledBy) {
    const parts = labelledBy.split(/\s+/).map((id) => document.getElementById(id));
    return flat(parts.map((part) => (part ? part.textContent : "")).join(" "));
  }
  if (element.hasAttribute("aria-label")) return flat(element.getAttribute("aria-label"));
  if (element.labels && element.labels.length > 0) {
    return flat([...element.labels].map(labelText).join(" "));
  }
  if (element.matches("input[type=button], input[type=submit]")) return flat(element.value);
  return textOf(element) || flat(element.title || element.placeholder || "");
};

// A label around a select does not take its options into the name.
const labelText = (label) => {
  const copy = label.cloneNode(true);
  copy.querySelectorAll("input, select, textarea, button").forEach((control) => control.remove());
  return copy.textContent;
};

const isVisible = (element) =>
  element.matches("option") || element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true });

return [...document.querySelectorAll(selectors[role] ?? `[role=${role}]`)].filter(
  (element) => !element.closest("[aria-hidden=true], [inert]") && isVisible(element) && fits(nameOf(element)),
);
