import * as channelSetup from "../../src/api/channel_setup.ts";
import { testOperations } from "./table.ts";

testOperations(channelSetup);
