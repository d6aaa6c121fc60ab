/**
 * The rows as a picture for the README, drawn by Vega-Lite.
 *
 * @module
 */
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { ContenderName } from "./build.ts";
import type { Row } from "./report.ts";
import type { works } from "./works.ts";

const names: Readonly<Record<ContenderName, string>> = {
  sdk: "@aws-sdk/client-kinesis",
  ours: "@fp-aws/kinesis",
  cbor: "@fp-aws/kinesis in CBOR",
  floor: "by hand: aws4fetch, fetch, JSON",
  wire: "the wire alone",
};

const titles: Readonly<Record<string, string>> = {
  putRecord: "putRecord, 200 B",
  putRecords: "putRecords, 500 × 1 KiB",
  putLargeRecords: "putRecords, 10 × 1 MB",
  getSmallRecords: "getRecords, 10,000 × 1 KiB",
  getLargeRecords: "getRecords, 100 × 100 KiB",
  subscribe: "subscribeToShard, 1,000 events",
} satisfies Record<keyof typeof works, string>;

/** Where bars end that are longer; their labels tell how long. */
const edge = 1.3;

const places = { deno: "Deno", bun: "Bun", workerd: "workerd" } as const;

/** Draws the CPU of a call as a part of what AWS's own client takes: an SVG. */
export async function chart(rows: ReadonlyArray<Row>): Promise<string> {
  const values = rows.filter(({ work }) => work in titles).map(({ runtime, work, contender, toSdk }) => ({
    runtime: places[runtime],
    work: titles[work],
    contender: names[contender],
    ratio: Math.min(toSdk.median, edge),
    low: Math.min(toSdk.low, edge),
    high: Math.min(toSdk.high, edge),
    label: `${Math.round(toSdk.median * 100)} %`,
  }));
  const order = Object.values(names);
  const spec: TopLevelSpec = {
    background: "white",
    title: {
      text: "CPU time of a call, AWS's own client = 100 %",
      subtitle: "less is better; medians, lines are quartiles",
      anchor: "start",
      offset: 12,
    },
    data: { values },
    facet: {
      row: {
        field: "runtime",
        sort: Object.values(places),
        title: null,
        header: { labelFontSize: 13, labelAngle: 0, labelAlign: "left" },
      },
      column: { field: "work", sort: Object.values(titles), title: null, header: { labelFontSize: 11 } },
    },
    spec: {
      width: 150,
      height: 95,
      encoding: {
        y: { field: "contender", type: "nominal", sort: order, title: null, axis: null },
      },
      layer: [
        {
          mark: "bar",
          encoding: {
            x: {
              field: "ratio",
              type: "quantitative",
              title: null,
              scale: { domainMax: edge },
              axis: { format: ".0%", tickCount: 3, grid: false },
            },
            color: {
              field: "contender",
              type: "nominal",
              sort: order,
              title: null,
              scale: { domain: order, range: ["#b0b7bf", "#1f77b4", "#17a398", "#9ecae1", "#dbe9f6"] },
              legend: { orient: "bottom", labelLimit: 300, columns: 5 },
            },
          },
        },
        {
          mark: { type: "rule", color: "#444" },
          encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
        },
        {
          mark: { type: "text", align: "left", dx: 6, fontSize: 10 },
          encoding: { x: { field: "high", type: "quantitative" }, text: { field: "label" } },
        },
      ],
    },
  };
  return await new vega.View(vega.parse(compile(spec).spec), { renderer: "none" }).toSVG();
}
