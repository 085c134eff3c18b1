package io.gypsum.metadata;

/**
 * How many documents contain something.
 *
 * @param name a field, or a search term
 */
public record DocumentCount(String name, long documents) {}
