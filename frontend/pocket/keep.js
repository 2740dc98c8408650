// What the server says about keeping a page: nothing, "no", or until when and under which name.
export function readKeep(response) {
  const header = response.headers.get("Sleutelbos-Keep");
  if (!header) return null;
  if (header === "no") return "no";
  try {
    return JSON.parse(decodeURIComponent(header));
  } catch {
    return null;
  }
}
