export * from "npm:io-ts@2.2.22/lib/DecodeError.js";
