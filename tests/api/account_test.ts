import * as account from "../../src/api/account.ts";
import { testOperations } from "./table.ts";

testOperations(account);
