import * as streams from "../../src/api/streams.ts";
import { testOperations } from "./table.ts";

testOperations(streams);
