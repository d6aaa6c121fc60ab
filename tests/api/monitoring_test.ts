import * as monitoring from "../../src/api/monitoring.ts";
import { testOperations } from "./table.ts";

testOperations(monitoring);
