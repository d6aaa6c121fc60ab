import * as writing from "../../src/api/writing.ts";
import { testOperations } from "./table.ts";

testOperations(writing);
