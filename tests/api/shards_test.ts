import * as shards from "../../src/api/shards.ts";
import { testOperations } from "./table.ts";

testOperations(shards);
