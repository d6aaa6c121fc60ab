/**
 * The samples as tables, for people.
 *
 * @module
 */
import type { ContenderName } from "./build.ts";
import type { RuntimeName } from "./processes.ts";
import { compare, type Sample, summarize, type Summary } from "./statistics.ts";

/** All samples of one contender at one piece of work in one runtime, round by round. */
export interface Series {
  readonly runtime: RuntimeName;
  readonly work: string;
  readonly contender: ContenderName;
  readonly samples: ReadonlyArray<Sample>;
}

/** A series in numbers: milliseconds, MiB, and how many times as much CPU as another contender took. */
export interface Row {
  readonly runtime: RuntimeName;
  readonly work: string;
  readonly contender: ContenderName;
  readonly rounds: number;
  readonly cpu: Summary;
  readonly wall: Summary;
  readonly peak: Summary;
  readonly import?: Summary;
  readonly first?: Summary;
  readonly toSdk: Summary;
  readonly toFloor: Summary;
}

/** Puts the series beside each other. */
export function toRows(all: ReadonlyArray<Series>): ReadonlyArray<Row> {
  return all.map(({ runtime, work, contender, samples }) => {
    const cpu = samples.map((sample) => sample.cpu);
    const cpuOf = (other: ContenderName) =>
      all.find((series) => series.runtime === runtime && series.work === work && series.contender === other)
        ?.samples.map((sample) => sample.cpu) ?? [];
    const walls = (part: "import" | "first") => samples.flatMap((sample) => sample[part]?.wall ?? []);
    return {
      runtime,
      work,
      contender,
      rounds: samples.length,
      cpu: summarize(cpu),
      wall: summarize(samples.map(({ wall }) => wall)),
      peak: summarize(samples.map(({ peak }) => peak)),
      ...(runtime === "workerd" ? {} : { import: summarize(walls("import")), first: summarize(walls("first")) }),
      toSdk: compare(cpu, cpuOf("sdk")),
      toFloor: compare(cpu, cpuOf("floor")),
    };
  });
}

/** The rows as text. */
export function toTable(rows: ReadonlyArray<Row>): string {
  const header = [
    "runtime",
    "work",
    "contender",
    "CPU ms [quartiles]",
    "wall ms",
    "peak MiB",
    "of the SDK",
    "of the floor",
    "import",
    "1st call ms",
  ];
  const cells = rows.map((row) => [
    row.runtime,
    row.work,
    row.contender,
    `${digits(row.cpu.median)} [${digits(row.cpu.low)} ${digits(row.cpu.high)}]`,
    digits(row.wall.median),
    row.peak.median.toFixed(0),
    ratio(row.toSdk),
    ratio(row.toFloor),
    row.import?.median.toFixed(1) ?? "",
    row.first?.median.toFixed(1) ?? "",
  ]);
  const widths = header.map((_, i) => Math.max(...[header, ...cells].map((line) => line[i]?.length ?? 0)));
  return [header, ...cells].map((line) =>
    line.map((cell, i) => i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)).join("  ")
  ).join("\n");
}

function digits(milliseconds: number): string {
  return milliseconds.toPrecision(3);
}

function ratio({ median, low, high }: Summary): string {
  return Number.isNaN(median) ? "" : `${median.toFixed(2)} [${low.toFixed(2)} ${high.toFixed(2)}]`;
}
