import * as reading from "../../src/api/reading.ts";
import { testOperations } from "./table.ts";

testOperations(reading);
