import { assertEquals } from "@std/assert";
import { channelMembers, channelStreamMembers, described } from "../../src/api/channel_description.ts";
import { membersOf } from "../model.ts";
import { testAnswers } from "./shape_table.ts";

testAnswers({
  CreateChannelOutput: described,
  DescribeChannelOutput: described,
  UpdateChannelOutput: described,
});

Deno.test("channelMembers() has what a channel's description and its summary both require", () => {
  const required = (shape: string) => membersOf(shape).filter(([, member]) => member.required).map(([k]) => k);
  const both = required("ChannelDescription").filter((k) => required("ChannelSummary").includes(k));
  assertEquals(Object.keys(channelMembers()).sort(), both.sort());
});

Deno.test("channelStreamMembers() has what names a stream in an answer", () => {
  const members = membersOf("ChannelStreamIdentifier").map(([k]) => k);
  assertEquals(Object.keys(channelStreamMembers()).sort(), members.sort());
});
