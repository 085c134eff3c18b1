package io.gypsum.server.bucket;

import io.gypsum.store.ETag;

/** A document and the state it was read in. */
public record Stored<T>(T document, ETag etag) {}
