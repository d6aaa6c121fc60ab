import * as settings from "../../src/api/settings.ts";
import { testOperations } from "./table.ts";

testOperations(settings);
