package io.gypsum.server.bucket;

import java.time.Instant;

import io.gypsum.store.ETag;

/** A document and the state it was read in. */
public record Stored<T>(T document, ETag etag, Instant lastModified) {}
