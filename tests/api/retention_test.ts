import * as retention from "../../src/api/retention.ts";
import { testOperations } from "./table.ts";

testOperations(retention);
