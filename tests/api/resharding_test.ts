import * as resharding from "../../src/api/resharding.ts";
import { testOperations } from "./table.ts";

testOperations(resharding);
