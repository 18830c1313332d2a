import { type MantineColorsTuple, createTheme, defaultVariantColorsResolver } from "@mantine/core";

/** Pine: the colour of the house. Its CSS variables stand in tokens.css, since a strict policy lets no script write them. */
const pine: MantineColorsTuple = [
  "#eaf5f0", "#d5e9e0", "#a9d4c2", "#79bda2", "#51a986", "#379b74", "#0d6a50", "#0b5c45", "#094d3a", "#063a2b",
];

export const theme = createTheme({
  colors: { pine },
  primaryColor: "pine",
  primaryShade: { light: 6, dark: 6 },
  // in the dark, pine and rust are light, and what stands on them is dark
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    return input.variant === "filled" ? { ...colours, color: "var(--on-brand)" } : colours;
  },
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  // large enough for a thumb, and no zooming in on a phone
  components: Object.fromEntries(
    ["TextInput", "PasswordInput", "Textarea", "NativeSelect", "Switch"].map((name) => [name, { defaultProps: { size: "md" } }]),
  ),
});
