import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { CloseButton } from "./close-button.tsx";

interface ModalProps {
  title: string;
  /** Its kind, for its style. */
  class: string;
  close: () => void;
  /** Beside the title. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A dialog above everything: closes by Escape, by its button and by a press beside it. */
export function Modal({ title, class: kind, close, actions, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    (dialog.current?.querySelector("input") ?? dialog.current)?.focus();
    return () => {
      requestAnimationFrame(() => opener instanceof HTMLElement && opener.focus());
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it
    <dialog
      ref={dialog}
      tabIndex={-1}
      class={`modal ${kind}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={({ target }) => {
        if (target === dialog.current) close();
      }}
    >
      <div class="modal-inside">
        <header>
          <h2>{title}</h2>
          {actions}
          <CloseButton onClose={close} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
