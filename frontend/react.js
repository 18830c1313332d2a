// What the packages know as "react" and "react-dom".
export * from "preact/compat";
export { default } from "preact/compat";
// the kit uses it for panels that stay mounted, which the page has none of
export { Fragment as Activity } from "preact/compat";
