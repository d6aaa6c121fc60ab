/**
 * What a command says: colours and a moving bar on a terminal, plain lines elsewhere.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix
import cliProgress from "npm:cli-progress@3.12.0";
import process from "node:process";

/** Where it is said: `Deno.stdout` or `Deno.stderr`. */
export interface Output {
  isTerminal(): boolean;
}

/** Paints text, unless NO_COLOR is set or the output is no terminal. */
export function paint(output: Output, colour: keyof typeof colours, text: string, plain = Deno.noColor): string {
  return output.isTerminal() && !plain ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text;
}

const colours = { red: 31, green: 32, cyan: 36, grey: 90 } as const;

/** A step on its way. */
export interface Progress {
  /** Goes on by so many. */
  readonly advance: (count: number) => () => void;
  /** Leaves what was reached on the screen. */
  readonly stop: () => void;
}

/** What is used of the bar, which comes without types. */
interface Bar {
  start(total: number, value: number): void;
  increment(count: number): void;
  stop(): void;
}

/**
 * Starts to show how far a step is.
 *
 * @param total How many there are.
 * @param unit What they are, such as `records`.
 */
export function startProgress(total: number, unit: string): () => Progress {
  return () => {
    let value = 0;
    const bar: Bar | undefined = Deno.stdout.isTerminal()
      ? new cliProgress.SingleBar({
        stream: process.stdout,
        format: `  {bar} {value} of {total} ${unit}`,
        barsize: 30,
        hideCursor: true,
        // It prints nothing more once it was stopped before its time.
        gracefulExit: false,
      }, cliProgress.Presets.shades_classic)
      : undefined;
    bar?.start(total, value);
    return {
      advance: (count) => () => {
        value += count;
        bar?.increment(count);
      },
      stop: () => bar === undefined ? console.log(`  ${value} of ${total} ${unit}`) : bar.stop(),
    };
  };
}
