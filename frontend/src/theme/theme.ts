import { type MantineColorsTuple, createTheme, defaultVariantColorsResolver } from "@mantine/core";

/** Pine, the brand colour. Its CSS variables are in tokens.css, since the policy lets no script write them. */
const pine: MantineColorsTuple = [
  "#eaf5f0", "#d5e9e0", "#a9d4c2", "#79bda2", "#51a986", "#379b74", "#0d6a50", "#0b5c45", "#094d3a", "#063a2b",
];

export const theme = createTheme({
  colors: { pine },
  primaryColor: "pine",
  primaryShade: { light: 6, dark: 6 },
  // in the dark theme, pine and rust are light, with dark text
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    return input.variant === "filled" ? { ...colours, color: "var(--on-brand)" } : colours;
  },
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  // large enough for a thumb, and for phones not to zoom in
  components: Object.fromEntries(
    ["TextInput", "PasswordInput", "Textarea", "NativeSelect", "Switch"].map((name) => [name, { defaultProps: { size: "md" } }]),
  ),
});
