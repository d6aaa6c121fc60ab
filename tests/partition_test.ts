import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { partitionOf } from "../src/partition.ts";

Deno.test("partitionOf() tells name and suffixes by the form of the region", () => {
  for (
    const [region, ...expected] of [
      ["eu-west-1", "aws", "amazonaws.com", "api.aws"],
      ["cn-north-1", "aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
      ["eusc-de-east-1", "aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"],
      ["us-iso-east-1", "aws-iso", "c2s.ic.gov", "api.aws.ic.gov"],
      ["us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"],
      ["eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
      ["us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
      ["us-gov-west-1", "aws-us-gov", "amazonaws.com", "api.aws"],
    ]
  ) assertEquals(partitionOf(region ?? ""), expected);
});

Deno.test("partitionOf() counts every other text as a region of aws", () => {
  for (const region of ["", "cn-", "cn-1", "us-iso-", "toString", "__proto__-a-1", "xcn-north-1", "cn-north-1x"]) {
    assertEquals(partitionOf(region)[0], "aws", region);
  }
  fc.assert(fc.property(fc.string(), (text) => {
    assertEquals(partitionOf(`mars-${text}`), ["aws", "amazonaws.com", "api.aws"]);
  }));
});
