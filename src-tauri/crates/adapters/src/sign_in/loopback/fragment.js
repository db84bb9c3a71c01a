// What stands behind the # never reaches a server, so this page hands it over, and cleans the address bar first.
const fragment = location.hash.slice(1);
if (fragment.includes("=")) {
  history.replaceState(null, "", location.pathname + location.search);
  const form = document.forms[0];
  form.elements.fragment.value = fragment;
  form.submit();
} else {
  document.getElementById("waiting").hidden = true;
  document.getElementById("nothing").hidden = false;
}
