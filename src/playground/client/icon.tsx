/** Line drawings on a grid of 20. */
const PATHS = {
  sent: "M4 10.5l3.5 3.5L15.5 6",
  taken: "M2 10.5l3.5 3.5L13 6M9.5 13.5l.5.5L17.5 6",
  failed: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6.5v4.5M10 13.5v.1",
  send: "M3.5 10h11M10 5l5.5 5-5.5 5",
  attach: "M14.5 9l-5 5a3 3 0 0 1-4.3-4.3l6-6a2 2 0 0 1 2.9 2.9l-5.9 5.9a1 1 0 0 1-1.5-1.4l5-5",
  photo: "M3 5.5h14v10H3zM3 13l4-3.5 3 2.5 3-3 4 3.5M7 8.2v.1",
  list: "M7 6h9M7 10h9M7 14h9M3.8 6h.1M3.8 10h.1M3.8 14h.1",
  close: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  back: "M12 5l-5 5 5 5",
  forward: "M8 5l5 5-5 5",
  fork: "M6 4v12M6 12c0-4 8-2 8-6M14 4v2M4.5 4h3M12.5 4h3M4.5 16h3",
  copy: "M7.5 7.5h8v8h-8zM4.5 12.5v-8h8",
  link: "M8.5 11.5l3-3M9 6.5l1.5-1.5a3 3 0 0 1 4.3 4.3L13.5 10.7M11 13.5L9.5 15a3 3 0 0 1-4.3-4.3L6.5 9.3",
  sun: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1",
  moon: "M15.5 12A6.5 6.5 0 0 1 8 4.5a6 6 0 1 0 7.5 7.5z",
  plus: "M10 4.5v11M4.5 10h11",
  minus: "M4.5 10h11",
  fit: "M4 7.5V4h3.5M12.5 4H16v3.5M16 12.5V16h-3.5M7.5 16H4v-3.5",
  save: "M10 3.5v9M6.5 9.5l3.5 3.5 3.5-3.5M4 16h12",
  message: "M3.5 4.5h13v9h-7l-3.5 3v-3h-2.5z",
  tap: "M8 9.5V4.8a1.4 1.4 0 0 1 2.8 0V9l4 .9c.9.2 1.3.9 1.2 1.7l-.7 4.9H8.8l-3.6-4.3c-.9-1.1.6-2.4 1.7-1.5z",
  result: "M4 7.5h11M12 4.5l3 3M16 12.5H5M8 15.5l-3-3",
  timer: "M10 5.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M10 8.5V11l2 1.3M8 2.8h4",
  notice: "M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1 1h-11zM8.8 16.8h2.4",
  phone: "M6 2.5h8v15H6zM9 15h2",
  chart: "M3 4h6v4H3zM11 12h6v4h-6zM6 8v6h5",
  record: "M4 5h4M6 5v9.5h3M6 9.5h3M10.5 9.5h5.5M10.5 14.5h5.5",
  log: "M4 5.5h12M4 10h12M4 14.5h8",
  check: "M10 3l6 2.5v4.3c0 3.5-2.5 6-6 7.2-3.5-1.2-6-3.7-6-7.2V5.5zM7.5 10l2 2 3.5-3.8",
  world:
    "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M3 10h14M10 3c-4.5 4.5-4.5 9.5 0 14M10 3c4.5 4.5 4.5 9.5 0 14",
  pencil:
    "M4 16l.8-3.4L13.2 4.2a1.5 1.5 0 0 1 2.1 0l.5.5a1.5 1.5 0 0 1 0 2.1L7.4 15.2zM11.8 5.6l2.6 2.6",
  undo: "M7.5 5L4 8.5 7.5 12M4.5 8.5h7a4 4 0 0 1 0 8H8",
  redo: "M12.5 5L16 8.5 12.5 12M15.5 8.5h-7a4 4 0 0 0 0 8H12",
  compare: "M3.5 4.5h5v11h-5zM11.5 4.5h5v11h-5zM13 8h2M13 11h2",
  print: "M6 7V3.5h8V7M6 14H3.5V7h13v7H14M6 11.5h8v5H6z",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13.2 13.2l3.8 3.8",
  wide: "M3 5h14v10H3zM6 10h8M8 8l-2 2 2 2M12 8l2 2-2 2",
  legend: "M4 5.5h2M4 10h2M4 14.5h2M9 5.5h7M9 10h7M9 14.5h7",
  numbers: "M3.5 16.5h13M5.5 13.5v-4M9 13.5v-9M12.5 13.5v-6M16 13.5v-2.5",
  funnel: "M3.5 4.5h13l-5 6v5l-3 1.5v-6.5z",
  money: "M10 3.5v13M13 6.5c-1-1.5-6-1.5-6 .8 0 2.9 6 1.7 6 4.9 0 2.5-5 2.7-6.3.6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
