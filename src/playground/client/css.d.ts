declare module "*.css";
declare module "*.css?inline" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the bundler gives a style sheet as one
  export default text;
}
