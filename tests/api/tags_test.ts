import * as tags from "../../src/api/tags.ts";
import { testOperations } from "./table.ts";

testOperations(tags);
