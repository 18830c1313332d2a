const PATHS = {
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14Zm5 12 4.5 4.5",
  home: "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4.5v-6h-5v6H5a1 1 0 0 1-1-1Z",
  plus: "M12 5v14M5 12h14",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8c.8-3.7 3.8-5.5 7.5-5.5s6.7 1.8 7.5 5.5",
  bag: "M5 8h14l-1 12H6L5 8Zm4 3V7a3 3 0 0 1 6 0v4",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4Zm8 2.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm0 3.5V12l3 2",
  gear: "M4 7h9m5 0h2M4 17h2m5 0h9M13 7a2.5 2.5 0 1 0 5 0 2.5 2.5 0 0 0-5 0ZM6 17a2.5 2.5 0 1 0 5 0 2.5 2.5 0 0 0-5 0Z",
  filter: "M4 6h16M7 12h10M10 18h4",
  check: "M5 12.5 10 17l9-10",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6Z",
  shield: "M12 3.5 19 6v5.5c0 4.3-2.8 7.5-7 9-4.2-1.5-7-4.7-7-9V6Z",
  flag: "M6 21V4h11l-2 4 2 4H6",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15ZM10 20.5h4",
  heart: "M12 20C7 16 4 12.8 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3c0 3.5-3 6.7-8 10.7Z",
  crown: "M4 8l4 4 4-6 4 6 4-4-1.5 10h-13Z",
  edit: "M4 20l1-4L16 5l3 3L8 19Zm10-13 3 3",
  trash: "M5 7h14M9 7V4.5h6V7m-8 0 1 13h8l1-13",
  repeat: "M5 11a7 7 0 0 1 12-4l2 2M19 5v4h-4m4 4a7 7 0 0 1-12 4l-2-2m0 4v-4h4",
  out: "M14 4h5v16h-5M4 12h11m-4-4 4 4-4 4",
  share: "M12 15V4m0 0L8 8m4-4 4 4M5 12v8h14v-8",
  zoom: "M9 4H4v5m11-5h5v5M4 15v5h5m11-5v5h-5",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon in the colour of the text; its meaning is always written beside it. */
export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 24 24" fill="none">
      <path d={PATHS[name]} stroke="currentColor" strokeWidth={1.8} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
