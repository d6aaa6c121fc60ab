/**
 * Listings: page after page, each asked for when it is wanted.
 *
 * @module
 */
import type { Client } from "./client.ts";
import { brief } from "./codec.ts";
import * as E from "./deps/either.ts";
import * as O from "./option.ts";
import { isFault, type KinesisError } from "./error.ts";
import type { Kinesis } from "./kinesis.ts";
import { witness } from "./witness.ts";

/**
 * The pages of a listing: given a client, one answer after the other, up to the last or the first error.
 *
 * A page is asked for when it is pulled and not before; nothing is kept of those before it; iterating again begins
 * again. A service that leads in a circle, so that the listing would never end, is a {@linkcode DecodeError}.
 *
 * Pages are no program, so no {@linkcode Combinator} takes them; give them another client: `pages({ ...client, signal })`.
 *
 * @category model
 * @since 0.1.0
 */
export interface Pages<A, F extends string = never> {
  (client: Client): AsyncIterable<E.Either<KinesisError<F>, A>>;
}

/** Where the next page begins. */
export interface Turn<I> {
  /** The member of the last page that says so. */
  readonly path: string;
  /** What it says; empty when it should, and does not. */
  readonly start: string;
  /** What to ask. */
  readonly input: I;
}

/** How one page leads to another. */
export interface Listing<I, A, F extends string> {
  /** Asks for a page. */
  readonly ask: (input: I) => Kinesis<A, F>;
  /** Where the page after this one begins; none after the last. */
  readonly next: (page: A) => O.Option<Turn<I>>;
  /** Where it begins once the token has expired, so that nothing is lost or repeated; none if only the token tells. */
  readonly resume?: (page: A) => O.Option<Turn<I>>;
}

/** The pages of a listing, from the one that `first` asks for. */
export function paginate<I, A, F extends string>(first: I, listing: Listing<I, A, F>): Pages<A, F> {
  return (client) => ({ [Symbol.asyncIterator]: () => turn(client, first, listing) });
}

/** All items of a listing, in order; or its error. */
export function collect<A, B, F extends string>(
  pages: Pages<A, F>,
  items: (page: A) => ReadonlyArray<B>,
): Kinesis<ReadonlyArray<B>, F> {
  return (client) => async () => {
    const all: Array<B> = [];
    for await (const page of pages(client)) {
      if (E.isLeft(page)) return page;
      // One by one: as arguments of one call, a large page's items would overflow the stack.
      for (const item of items(page.right)) all.push(item);
    }
    return E.right(all);
  };
}

async function* turn<I, A, F extends string>(
  client: Client,
  first: I,
  { ask, next, resume = () => O.none }: Listing<I, A, F>,
): AsyncGenerator<E.Either<KinesisError<F>, A>, void> {
  // That an answer leads in a circle shows only here.
  const { client: witnessed, refuse } = witness(client);
  const leadsOn = guide();
  let input = first;
  let rescue: O.Option<Turn<I>> = O.none;
  let rescued = "";
  while (true) {
    const page = await ask(input)(witnessed)();
    if (E.isRight(page)) {
      yield page;
      const following = next(page.right);
      if (O.isNone(following)) return;
      const { path, start } = following.value;
      if (!leadsOn(start)) {
        return yield E.left(
          refuse({ member: path, limit: "the start of another page", found: brief(start || undefined) }),
        );
      }
      input = following.value.input;
      const other = resume(page.right);
      if (O.isSome(other) && other.value.start !== "") rescue = other;
    } else if (
      // Once for each place: a service that calls every token expired must not be asked for ever.
      O.isSome(rescue) && rescue.value.start !== rescued && isFault("ExpiredNextTokenException")(page.left)
    ) {
      input = rescue.value.input;
      rescued = rescue.value.start;
    } else return yield page;
  }
}

/** Tells of each text whether it leads on: it is not empty, and new as far as is needed to find every circle. */
function guide(): (text: string) => boolean {
  let last = "";
  let mark = "";
  let count = 0;
  return (text) => {
    const isNew = text !== "" && text !== last && text !== mark;
    count++;
    // Brent's cycle detection: the mark comes to lie in any circle, and memory stays flat.
    if ((count & (count - 1)) === 0) mark = text;
    last = text;
    return isNew;
  };
}
