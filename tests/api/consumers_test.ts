import * as consumers from "../../src/api/consumers.ts";
import { testOperations } from "./table.ts";

testOperations(consumers);
