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
