package io.gypsum.metadata;

/**
 * Where one way to find documents becomes quicker than another. They change how long a search takes, never what it finds.
 *
 * @param namedTokens so many are looked up in a document's links one by one; of more, it is quicker to go through its links
 * @param countedLinks how far the links of a term are counted, which takes less than a millisecond
 * @param countedLinksOfMany the same for a term of so many tokens that each link may have one of its own
 * @param rareLinks so many it is quicker to collect than to ask each document for one
 */
record Thresholds(int namedTokens, int countedLinks, int countedLinksOfMany, int rareLinks) {
  /** Measured on 50,000 documents. */
  static final Thresholds DEFAULTS = new Thresholds(32, 10_000, 2_000, 2_000);
}
