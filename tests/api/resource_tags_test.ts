import * as resourceTags from "../../src/api/resource_tags.ts";
import { testOperations } from "./table.ts";

testOperations(resourceTags);
