import { effect, signal } from "@preact/signals";

const dark = matchMedia("(prefers-color-scheme: dark)");
const KEY = "playground.theme";

type Theme = "light" | "dark";
const stored = localStorage.getItem(KEY);

/** The system's setting, until it is changed by hand. */
export const theme = signal<Theme>(
  stored === "light" || stored === "dark" ? stored : dark.matches ? "dark" : "light",
);

dark.addEventListener("change", () => {
  if (!localStorage.getItem(KEY)) theme.value = dark.matches ? "dark" : "light";
});

export function switchTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, theme.value);
}

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
