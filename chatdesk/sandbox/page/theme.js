// Light or dark: as the system says, until the person chooses here.

const KEY = "sandbox-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export function applyTheme() {
  const chosen = read();
  document.documentElement.dataset.theme = chosen ?? (system.matches ? "dark" : "light");
}

export const themeIsDark = () => document.documentElement.dataset.theme === "dark";

export function toggleTheme() {
  try {
    localStorage.setItem(KEY, themeIsDark() ? "light" : "dark");
  } catch { /* storage may be off: the choice then lasts as long as the page */ }
  document.documentElement.dataset.theme = themeIsDark() ? "light" : "dark";
}

function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function followSystem(onchange) {
  system.addEventListener("change", () => { applyTheme(); onchange(); });
}
