import * as policies from "../../src/api/policies.ts";
import { testOperations } from "./table.ts";

testOperations(policies);
