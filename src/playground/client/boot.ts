/** What the server writes into the page's `<script id="boot" type="application/json">`. */
interface Boot {
  /** The address of the world in development; absent where the playground is redacted. */
  worldUrl?: string;
}

export const boot: Boot = JSON.parse(document.getElementById("boot")?.textContent || "{}");
