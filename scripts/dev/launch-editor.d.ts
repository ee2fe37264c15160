declare module "launch-editor" {
  /**
   * Opens "file:line" in the editor of LAUNCH_EDITOR, else the one that runs, else that of VISUAL or EDITOR.
   * `onError` gets the file, and why it was not opened; null where there is no editor.
   */
  const launch: (place: string, onError: (file: string, reason: string | null) => void) => void;
  export = launch;
}
