export * from "npm:fp-ts@2.16.11/lib/Either.js";
