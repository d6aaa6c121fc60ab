export * from "npm:cborg@6.1.5";
