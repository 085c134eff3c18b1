package io.gypsum.metadata;

/**
 * How many documents contain something.
 *
 * @param name a field, a search term, or the name of a project, asset, version or user
 */
public record DocumentCount(String name, long documents) {}
