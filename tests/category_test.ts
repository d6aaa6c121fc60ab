import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Category, categoryOf, isAmbiguous } from "../src/category.ts";
import { invalidInput, type KinesisError } from "../src/error.ts";
import { errors } from "./arbitraries.ts";
import { call, decode, fault, noCredentials, timeout, unmodeled } from "./sample_errors.ts";

Deno.test("categoryOf() sorts by code and status, throttling first", () => {
  const codes: Readonly<Record<Category, ReadonlyArray<string>>> = {
    throttling: [
      ...["BandwidthLimitExceeded", "EC2ThrottledException", "KMSThrottlingException", "LimitExceededException"],
      ...["PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded"],
      ...["RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling"],
      ...["ThrottlingException", "TooManyRequestsException", "TransactionInProgressException"],
    ],
    transient: [
      ...["InternalFailure", "InternalFailureException", "RequestTimeout", "RequestTimeoutException"],
      ...["ServiceUnavailable", "ServiceUnavailableException"],
    ],
    timeout: [],
    skew: [
      ...["AuthFailure", "InvalidSignatureException", "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"],
      "SignatureDoesNotMatch",
    ],
    credentials: ["ExpiredToken", "ExpiredTokenException"],
    permanent: [
      ...["AccessDeniedException", "DryRunOperationException", "ExpiredIteratorException", "ExpiredNextTokenException"],
      ...["InvalidArgumentException", "KMSAccessDeniedException", "KMSDisabledException", "KMSInvalidStateException"],
      ...["KMSNotFoundException", "KMSOptInRequired", "ResourceInUseException", "ResourceNotFoundException"],
      ...["SerializationException", "UnknownOperationException", "ValidationException", "Unknown", ""],
      ...["xThrottling", "ThrottlingExceptionX", "MyServiceUnavailable", "ExpiredTokenX"],
    ],
  };
  for (const category of ["throttling", "transient", "skew", "credentials", "permanent"] as const) {
    for (const code of codes[category]) {
      assertEquals(categoryOf(fault(code)), category, code);
      assertEquals(categoryOf(unmodeled(code)), category, code);
      assertEquals(categoryOf(unmodeled(code, 429)), "throttling", code);
    }
  }
  for (const status of [500, 502, 503, 504]) {
    assertEquals(categoryOf(unmodeled("Unknown", status)), "transient");
    assertEquals(categoryOf(unmodeled("ThrottlingException", status)), "throttling");
  }
  for (const status of [301, 400, 403, 404, 408, 413, 501, 505]) {
    assertEquals(categoryOf(unmodeled("Unknown", status)), "permanent");
  }
});

Deno.test("categoryOf() sorts what is no fault", () => {
  assertEquals(categoryOf({ _tag: "TransportError", message: "", ...call }), "transient");
  assertEquals(categoryOf(timeout("attempt")), "timeout");
  assertEquals(categoryOf(timeout("deadline")), "permanent");
  assertEquals(categoryOf(noCredentials(true)), "transient");
  assertEquals(categoryOf(noCredentials(false)), "permanent");
  assertEquals(categoryOf(decode), "permanent");
  assertEquals(categoryOf({ _tag: "Aborted", message: "", ...call }), "permanent");
  assertEquals(categoryOf({ _tag: "EndpointError", message: "", ...call }), "permanent");
  assertEquals(categoryOf(invalidInput("PutRecord", { member: "", limit: "", found: "" })), "permanent");
});

Deno.test("isAmbiguous() holds when the service may have done what was asked", () => {
  const yes: ReadonlyArray<KinesisError<string>> = [
    { _tag: "TransportError", message: "", ...call },
    { _tag: "Aborted", message: "", ...call },
    timeout("attempt"),
    timeout("deadline"),
    decode,
    fault("InternalFailureException", 500),
    unmodeled("Unknown", 503),
    unmodeled("Unknown", 501),
    unmodeled("Unknown", 520),
  ];
  const no: ReadonlyArray<KinesisError<string>> = [
    fault("ResourceNotFoundException"),
    fault("ProvisionedThroughputExceededException"),
    unmodeled("ThrottlingException", 503),
    unmodeled("ExpiredTokenException"),
    noCredentials(true),
    { _tag: "EndpointError", message: "", ...call },
    invalidInput("PutRecord", { member: "", limit: "", found: "" }),
  ];
  for (const error of yes) assertEquals(isAmbiguous(error), true, error._tag);
  for (const error of no) assertEquals(isAmbiguous(error), false, error._tag);
  fc.assert(fc.property(errors, (error) => assertEquals(isAmbiguous({ ...error, attempts: 0 }), false)));
});
