import { Notifications } from "@mantine/notifications";

/** Short notifications over the page. */
export default function Toasts() {
  return <Notifications position="top-center" limit={3} containerWidth={420} />;
}
