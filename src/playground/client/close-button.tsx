import { Icon } from "./icon.tsx";

export function CloseButton({ label = "Close", onClose }: { label?: string; onClose: () => void }) {
  return (
    <button type="button" class="quiet" aria-label={label} onClick={onClose}>
      <Icon name="close" />
    </button>
  );
}
