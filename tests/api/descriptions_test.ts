import * as descriptions from "../../src/api/descriptions.ts";
import { testOperations } from "./table.ts";

testOperations(descriptions);
