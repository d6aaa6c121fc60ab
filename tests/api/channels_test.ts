import * as channels from "../../src/api/channels.ts";
import { testOperations } from "./table.ts";

testOperations(channels);
