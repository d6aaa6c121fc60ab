/**
 * The partition of a region: which of AWS's separate clouds it belongs to, and how its hosts are named.
 *
 * @module
 */

// By the start of its regions' names: a partition's name, the suffix of its hosts, and that with dual stack.
// From AWS's partitions.json, version 1.1; `aws` has all other regions.
const partitions: Readonly<Record<string, string>> = {
  "cn-": "aws-cn amazonaws.com.cn api.amazonwebservices.com.cn",
  "eusc-de-": "aws-eusc amazonaws.eu api.amazonwebservices.eu",
  "us-iso-": "aws-iso c2s.ic.gov api.aws.ic.gov",
  "us-isob-": "aws-iso-b sc2s.sgov.gov api.aws.scloud",
  "eu-isoe-": "aws-iso-e cloud.adc-e.uk api.cloud-aws.adc-e.uk",
  "us-isof-": "aws-iso-f csp.hci.ic.gov api.aws.hci.ic.gov",
  "us-gov-": "aws-us-gov amazonaws.com api.aws",
};
const prefixForm = /^.+-(?=\w+-\d+$)/;

/** The partition's name, the suffix of its hosts, and that with dual stack; a region of no known form is of `aws`. */
export function partitionOf(region: string): ReadonlyArray<string> {
  return (partitions[`${prefixForm.exec(region)}`] ?? "aws amazonaws.com api.aws").split(" ");
}
