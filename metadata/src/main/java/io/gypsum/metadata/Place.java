package io.gypsum.metadata;

/** Where a document stands in the order of all. */
record Place(long vid, String path) {}
