// The list of what the columns mean is long: it opens when it is wanted.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector("dl.column-descriptions");
  if (!list) return;
  const box = document.createElement("details");
  const title = document.createElement("summary");
  title.textContent = "What the columns mean";
  list.replaceWith(box);
  box.append(title, list);
});

// What is to be pasted elsewhere can be copied with one click.
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("textarea.kh-copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      box.select();
      try {
        await navigator.clipboard.writeText(box.value);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Selected: copy it with the keyboard";
      }
    });
    box.after(" ", button);
  }
});

// A page of what is still being made renews itself, but not under the hands of who uses a form.
document.addEventListener("DOMContentLoaded", () => {
  const said = document.querySelector("[data-renew]");
  if (!said) return;
  let used = false;
  document.addEventListener("input", () => { used = true; });
  setInterval(() => {
    const at = document.activeElement;
    if (!used && !(at && at.matches("input, select, textarea"))) location.reload();
  }, 1000 * said.dataset.renew);
});
