import * as encryption from "../../src/api/encryption.ts";
import { testOperations } from "./table.ts";

testOperations(encryption);
